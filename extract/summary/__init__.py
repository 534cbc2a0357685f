"""What the agencies of a run say is wrong: coded by a codebook, counted, compared, and written up with its quotes."""

from extract.summary.codebook import Codebook, CodebookError, load_codebook
from extract.summary.entry import Options, summarize
from extract.summary.outcome import SummaryReport

__all__ = ["Codebook", "CodebookError", "Options", "SummaryReport", "load_codebook", "summarize"]
