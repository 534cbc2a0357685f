"""The three tables read by rules: printed rows are aligned with the form's rows by their labels and order.

The work in its order: `stream` cuts text and grids into printed lines, `tokens` these into label pieces and
values; `rows` puts values that stand together into runs, with the labels around them; `header` reads the order
of the columns; `align` finds each run's row by the evidence of its labels (`evidence`, `labels`); `columns` and
`glued` find each value's column; `cells` reads it.
`labelled` does this for tables with row labels, `line` for the one printed as a single line of numbers.
"""

from extract.tables.reader import TableReader

__all__ = ["TableReader"]
