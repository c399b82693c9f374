"""Which store this program reads and writes; apart from everything else, so that a start can compare them before it imports the tables."""

SCHEMA_VERSION = 1
"""Of the record's tables, kept as the file's `user_version`; a higher one is left alone."""

VIEWS_VERSION = 15
"""Of the folding: raise it with every change of what the views hold, and they are made anew at the next opening."""

NO_DAY = "9999"
"""Stands in the views after every day, where there is none."""
