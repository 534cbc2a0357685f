"""From a report to a record.

`files` opens a path as a `Document`; `prose` finds its sections, its agency and year, its problems and
measures; `tables` reads the three tables by rules and `model` by a language model; `judge` applies the edit
rules and decides what to trust; `report` calls them in this order. `run` does it for many reports, `views`
shows and exports a run, `summary` sums up what the agencies say is wrong.
"""
