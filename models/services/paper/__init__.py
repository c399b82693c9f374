"""What papers and notices print of a case, a station or a day, and how they are kept, replaced and found again."""
