"""Scores of readers against hand-labelled fixtures."""
