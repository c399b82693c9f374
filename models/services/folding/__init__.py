"""Facts into view rows: a case, a contact or a station folded anew, and the columns that rules and calendars decide."""
