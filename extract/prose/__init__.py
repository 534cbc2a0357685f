"""Sections, agency and year, problems and measures, claims."""
