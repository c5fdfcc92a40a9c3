"""Labelled turns of our own, on which the classifiers are judged;
written apart from the rules and frozen before they were tuned.
"""
