"""The summary of a run: gathered, coded, counted, compared, written."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from extract.failing import os_fault
from extract.run import records
from extract.run.errors import RunError, UsageError
from extract.settings import ModelSettings
from extract.summary.analysis import analyse
from extract.summary.codebook import Codebook, load_codebook
from extract.summary.coder import RuleCoder
from extract.summary.compose import summary_out
from extract.summary.corpus import Corpus, code, gather
from extract.summary.facts import collect
from extract.summary.markdown import Markdown
from extract.summary.outcome import CoderName, Language, SummaryReport
from extract.summary.page import page
from extract.summary.writing import Writer
from extract.wording import phrase
from schemas.record import Record

FILES = ("summary.json", "summary.md", "summary.html")


@dataclass(frozen=True)
class Options:
    """How a run is summarised. `coder` None: the model where there is one, else the rules."""

    coder: CoderName | None = None
    codebook: Path | None = None
    language: Language = "zh"
    model: ModelSettings | None = None


def summarize(
    run_dir: str | os.PathLike[str], options: Options = Options(), say: Callable[[str], None] = lambda line: None
) -> SummaryReport:
    """Writes `summary.json`, `summary.md` and `summary.html` into the run folder, and returns the summary.

    Raises `RunMissing`, `CodebookError` and `UsageError` before anything is written. A model that fails does not fail
    the summary: what it did not do is done by rules and said.
    """
    folder = Path(run_dir)
    if options.coder in ("model", "both") and options.model is None:
        raise UsageError("coder_needs_model", coder=options.coder)
    codebook = load_codebook(options.codebook)
    if options.model and options.model.cache is None:  # what was paid for is kept in the run, as extract does
        options = replace(options, model=options.model.model_copy(update={"cache": folder}))
    summary = summary_of(records(folder), codebook, options, say)
    write(folder, summary)
    return summary


def summary_of(
    given: Iterable[Record],
    codebook: Codebook,
    options: Options = Options(),
    say: Callable[[str], None] = lambda line: None,
) -> SummaryReport:
    """The summary of some records; nothing is written."""
    corpus = gather(given)
    counts = {"reports": len(corpus.reports), "problems": len(corpus.problems), "measures": len(corpus.measures)}
    say(phrase("gathered", **counts))
    code(corpus, RuleCoder(codebook))
    if options.model is None:
        return _by_rules(corpus, codebook, options)
    from extract.summary.assistant import assist

    return assist(corpus, codebook, options.coder or "model", options.language, options.model)


def _by_rules(corpus: Corpus, codebook: Codebook, options: Options) -> SummaryReport:
    findings = analyse(corpus, codebook)
    sentences = Writer(findings, collect(findings), options.language).sentences()
    return summary_out(findings, options.language, "rules", sentences)


def write(folder: Path, summary: SummaryReport) -> None:
    """The three files, each whole or not at all."""
    texts = (summary.model_dump_json(indent=1) + "\n", Markdown(summary).text(), page(summary))
    for name, text in zip(FILES, texts, strict=True):
        beside = folder / f".{name}.part"
        try:
            beside.write_text(text, encoding="utf-8")
            beside.replace(folder / name)
        except OSError as error:
            beside.unlink(missing_ok=True)
            raise RunError("cannot_be_written", place=folder / name, error=os_fault(error)) from None
