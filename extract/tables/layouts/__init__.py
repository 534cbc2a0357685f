"""In: cleaned lines. Out: the cells of one layout of a table, and how well the lines fit it.

A way in which rows are laid out gives runs of values with their labels. Entered by `reader`.
"""
