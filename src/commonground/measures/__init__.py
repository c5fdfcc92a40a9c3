"""Measures: pure functions over one conversation, one family a file; each with a version, and None where it does not apply."""
