"""Intervals and tests: how far a number from a few tasks can be trusted. Imports nothing of the package."""
