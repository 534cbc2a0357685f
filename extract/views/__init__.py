"""What people look at: one report and a run in the terminal, progress, the findings; exports and pages.

Whatever comes from a report passes `plain.plain` on its way to a terminal: text of a report is data, never an
escape sequence and never markup.
"""
