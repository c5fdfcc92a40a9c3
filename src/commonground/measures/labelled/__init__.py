"""Labelled turns of our own, written apart from the rules and frozen before scoring: what the classifiers are judged on."""
