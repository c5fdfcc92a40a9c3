"""What a run says, drawn for people: a table on the terminal (`terminal`) and one self-contained page (`page`).

This room draws and never computes: every figure comes from the summary, every conversation from the rows of the run.
"""
