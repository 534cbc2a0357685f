"""From a coded corpus to everything that is computed of it."""

from __future__ import annotations

from extract.summary.codebook import Codebook
from extract.summary.corpus import Corpus
from extract.summary.counts import answered, count_themes, repeated
from extract.summary.facts import Findings
from extract.summary.wordings import compare_sections, number_wordings


def analyse(corpus: Corpus, codebook: Codebook) -> Findings:
    """Everything that is computed from coded statements."""
    compared = corpus.with_state("stated")
    copies = compare_sections(compared)
    number_wordings(corpus, compared, copies)
    return Findings(
        corpus, codebook, count_themes(corpus, codebook, "problem"), count_themes(corpus, codebook, "measure"),
        answered(corpus, codebook), repeated(corpus), copies, compared,
    )  # fmt: skip
