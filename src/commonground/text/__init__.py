"""Deterministic operations on text. Imports nothing of the package but its errors."""
