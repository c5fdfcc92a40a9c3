"""Labelled turns of our own, written apart from the rules and frozen before they were scored: what classifiers are judged on."""
