"""Labels: what a person read in a report with their own eyes, to score readers against.

`model` holds the labels of one report and its JSON file; `check` is the gate: labels that it finds fault with
score nobody. Conventions, so that two coders label the same text alike:

- Offsets count the characters of the text of a text file as it opens: without a byte order mark, line breaks as
  `\\n` (`source_text`). Where the text is put together on opening (web pages, Word, PDF, scans) offsets are left
  out, and a quote alone says what was read. Sections, problems or measures that nobody labelled are null, not empty.
- A cell without an entry in `states` is a printed number. A blank, marked or absent one has the value null; a
  noted one has the number and, in `texts`, what is printed. An `undecided` cell (its digits or its place cannot
  be told from the source by anybody) has the value null, no state and no score.
- A section starts with the first character of its heading, the number included, Markdown's # and * left out
  (with its first words where the heading is lost; its title is empty then), and ends where the next one starts;
  the last one ends with the last printed character. `number` is the number in the form, whatever is printed.
- An enumerated problem is one item and its quote is its first sentence: it ends before the first 。 or before
  the ； that parts it from the next item. Sentences between that full stop and the next enumerator explain the
  problem; they are no problem and not in the quote. Without enumerators a list is split at 、 and ；, and other
  problems are one item a sentence; the words that lead the list in or round it off (仍然存在…, …等短板弱项) are
  not in the quote.
- A measure is one item from its enumerator to the next, all its sentences with it; without enumerators one item
  a sentence. A sentence that only announces measures is none.
- Enumerators (一是, （一）, 1.) and final punctuation are left out of quotes; what stands inside (line breaks,
  page numbers) is kept, so that the quote is the text at its offsets.
- `answers` links a measure to a problem where the wording says so, or where there are as many measures as
  problems, in the same order, on plainly parallel subjects. Where the wording crosses the order, the wording
  counts. Improvements on an earlier year's problems answer none of this year's.
- `themes` are ids of the codebook; an empty list is an uncoded passage.
- `differences` are figures of the prose that contradict the cell they speak of. A figure of another scope, or
  one that is the sum of two printed cells (收到 = 新收 + 结转), is none.

Labels of reports whose wording may not be kept (`agency_sha256` in place of `agency`) hold numbers only.
"""

from eval.labels.check import check_labels, check_quotes, check_source
from eval.labels.model import (
    Difference,
    LabelledMeasure,
    LabelledProblem,
    LabelledSection,
    Labels,
    LabelsError,
    Number,
    Passage,
    PrintedError,
    digest,
    load_labels,
    save_labels,
    source_text,
)

__all__ = [
    "Difference", "LabelledMeasure", "LabelledProblem", "LabelledSection", "Labels", "LabelsError", "Number",
    "Passage", "PrintedError", "check_labels", "check_quotes", "check_source", "digest", "load_labels", "save_labels",
    "source_text",
]  # fmt: skip
