"""Prompts as strict files, their labels and rows filled in from the form."""
