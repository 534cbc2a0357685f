"""Made reports: labelled reports of our own writing in every layout, seeded, as many as wanted.

`made_report(seed, layout)` is the door. The content depends on the seed alone (as far as the layout can show it),
so that one report can be had in every layout and at every level of damage.
"""

from eval.made.layouts import LAYOUTS, RARE_LAYOUTS
from eval.made.making import Made, made_report
from eval.made.report import STYLES
from eval.made.writing import ISSUE_STYLES

__all__ = ["ISSUE_STYLES", "LAYOUTS", "RARE_LAYOUTS", "STYLES", "Made", "made_report"]
