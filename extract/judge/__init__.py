"""Edit rules, trust and error localization; knows no model client."""
