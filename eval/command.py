"""What `gongkai eval` does once its options are read: evaluate, print, write, compare."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from eval.comparison import TOLERANCE, compare
from eval.evaluation import Evaluation, load_evaluation, save_evaluation
from eval.harness import Request, Told, evaluate
from eval.printing import print_comparison, print_evaluation
from extract.wording import phrase

JSON, HTML = "eval.json", "eval.html"


@dataclass(frozen=True)
class Output:
    """Where results go. `folder` gets `eval.json` and `eval.html`; None writes neither. `against` is an old
    `eval.json`; a score that got worse than there by more than `tolerance` is a loss."""

    folder: Path | None = None
    against: Path | None = None
    tolerance: float = TOLERANCE
    full: bool = False


def run_eval(request: Request, output: Output, console: Console, told: Told = lambda line: None) -> int:
    """The exit status: 1 where a score was lost, nothing could be compared, or a report could not be scored, else 0.

    Raises `UsageError`s.
    """
    old = load_evaluation(output.against) if output.against else None
    evaluation = evaluate(request, told)
    print_evaluation(evaluation, console, output.full)
    if output.folder:
        _write(evaluation, output.folder, told)
    lost = False
    if old is not None:
        comparison = compare(old, evaluation)
        print_comparison(comparison, output.tolerance, console)
        lost = comparison.empty or bool(comparison.worse(output.tolerance))
        if comparison.empty:
            told(phrase("nothing_compared", file=str(output.against)))
        elif lost:
            told(phrase("accuracy_lost", tolerance=f"{output.tolerance:g}"))
    return 1 if lost or evaluation.troubles else 0


def _write(evaluation: Evaluation, folder: Path, told: Told) -> None:
    from eval.page import write_page

    folder.mkdir(parents=True, exist_ok=True)
    save_evaluation(evaluation, folder / JSON)
    write_page(evaluation, folder / HTML)
    told(phrase("two_files_written", one=str(folder / JSON), other=str(folder / HTML)))
