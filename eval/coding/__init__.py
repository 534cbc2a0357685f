"""Scoring of coders: hand-coded statements, κ for each theme, F1."""
