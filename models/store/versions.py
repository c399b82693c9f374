"""Which store this program reads and writes; apart from everything else, so that a start can compare them before it imports the tables."""

SCHEMA_VERSION = 3
"""Of the tables that no replay makes anew, kept as the file's `user_version`; a higher one is left alone, a lower one is upgraded."""

VIEWS_VERSION = 31
"""Of the folding: raise it with every change of what the views hold, and they are made anew at the next opening."""

NO_DAY = "9999"
"""Stands in the views after every day, where there is none."""
