"""The rule-based reader of the three tables."""
