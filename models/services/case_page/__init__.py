"""What the page of one case shows: its rows, its cards, and why a day is the due day."""
