"""Looks at a PBX through its manager account and says what to change, with the lines to add."""
