"""The steps from one form of the memory to the next, run by Alembic."""
