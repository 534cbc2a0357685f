"""In: printed lines. Out: those of them, and of their cells, that are this year's print of the form's own table.

Row counters, other prints, other years' and other columns go; what goes is decided by labels. Entered by `layouts`.
"""
