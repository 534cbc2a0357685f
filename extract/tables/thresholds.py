"""Every score and share that the reading of tables decides by: what it means, and what it was tuned on.

A score is how well a piece of text is a row's label, 0 to 1 (`labels`); evidence is the score of the pieces around a
run of values (`evidence`); a fit adds up the evidence of a layout's rows (`align`). "Fixtures" are the bundled
reports with labels, "made" are the layouts of the generator with damaged labels. `WITNESSES` names texts that
are read otherwise when one moves by a third (`tests/tables/test_thresholds.py`).
"""

CLEAR = 0.95
"""Score of a label that is printed as it should be, but for a letter or so. Tuned on the fixtures' clean labels."""
SURE = 0.8
"""Score of a label that stands against the printed order, or for a row without values. Fixtures from scans."""
OWN = 0.75
"""From this score on, the label on a run's own line is the run's, whatever stands around it. Aligned columns."""
MATCH = 0.55
"""From this evidence on, a run stands under a row's own label. Fixtures with broken labels and lists without labels."""
CUT = 0.6
"""Score of a label of which little more than its number is left: a match, and no more. Fixtures with glued numbers."""
PARTLY = 0.5
"""From this likeness on, a piece may be a part of a label. Made running text with words put in."""
MISREAD = 0.7
"""From this likeness on, a short label, a column's or a part of one is misread and not another. Fixtures from scans."""
SHORT = 0.9
"""What a misread short label counts: a letter is a quarter of it. Made labels with faults."""
ALTERED = 0.95
"""What a label counts that stands among other words, or a column's that is misread. Fixtures from scans."""
WITHIN = 0.97
"""What a row's label counts that stands among other words. Fixtures without labels of their own lines."""
NEXT = 0.99
"""The most that a label counts which is not printed exactly, or stands behind its values. Broken labels."""
SAME_NUMBER = 0.04
"""What a label gains with its row's own number before it. Made glued lines with faults."""
OTHER_NUMBER = 0.08
"""What a label loses with another row's number before it. Fixtures whose rows have lost their labels."""
COLUMN_LEAD = 0.08
"""By so much a column's label has to be ahead of the next one's. Made web pages with faults."""
LEAD = 0.15
"""By so much a row, or a run, has to be ahead of the next one. Made reports with moved rows."""
ELSEWHERE = 0.5
"""What a label counts on the side where labels do not stand, or in a list of its own. Fixtures with labels apart."""
BEHIND = 0.7
"""What a label counts behind one that stands nearer. Fixtures with labels above and below."""
FURTHER = 0.96
"""What a label counts with each piece that it stands further off, or behind the values. Fixtures with broken labels."""
FLOOR = 0.3
"""Evidence below this is none. Fixtures from scans."""
RIVAL = 0.8
"""What a row loses for each point that another one's evidence is better. Fixtures with rows moved and lost."""
FIT = 0.3
"""What as many values as the row has columns count against the label. Fixtures with lost cells."""
FIT_USUAL = 0.7
"""The share of a row's columns that a run has to fill to speak for the row. Fixtures with lost cells."""
SKIP_FIT = 0.8
"""What it costs to leave out a run of as many values as a row has. Fixtures without labels."""
SKIP_TOP = 0.7
"""What it costs to leave out a run for each point of its best evidence. Fixtures without labels."""
CLOSE = 0.05
"""Fits that are no further apart are equal. Fixtures with lost rows."""
ROW = 0.25
"""What a row counts for a layout: printed for it, not found against it. Reports of both editions."""
COLUMN = 0.5
"""What a named column counts for a layout. Reports of both editions."""
EDITION_LEAD = 0.5
"""By so much one edition's layout has to fit better than the other. Reports of both editions."""
MOST = 0.6
"""Where so many of the lines or rows are laid out in a way, the table is. Made halves, pairs, bars and running text."""
FULL = 0.9
"""Where so many lines hold nothing more before the next word, a text runs on. Made running text."""
READABLE = 0.8
"""With fewer of the headings read than this share, they say nothing of the order. Fixtures from scans."""
CONFIDENT = 0.6
"""A number that an engine is less sure of is in doubt. Scans of the fixtures."""
