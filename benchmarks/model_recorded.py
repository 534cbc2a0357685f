"""A real model on the prompts, its answers kept: cells right, silent errors, statements right, calls and tokens.

Reads labelled reports by `model`, `both` and `auto` through an endpoint, answers each question once, and keeps the
answers, so that the tests can replay them. `answer_by_file.py` plays the endpoint for a reader who sees nothing but the
requests:

    python answer_by_file.py /tmp/asked --port 8099 &
    python benchmarks/model_recorded.py --url http://127.0.0.1:8099/v1    # seeds and hard made reports
    python benchmarks/model_recorded.py --url … --reports FOLDER --labels eval/public_labels --keep /tmp/public.jsonl

Without `--url` the kept answers are replayed and nothing is asked. `--ask-only` stops after the first reader.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT / "tests" / "model"))

from model_recordings import FILE, Recorder, load, replaying  # noqa: E402
from model_stub import Script, Stub  # noqa: E402

from eval.labels import Labels, load_labels  # noqa: E402
from eval.scoring import count, total  # noqa: E402
from extract.doubts import texts  # noqa: E402
from extract.files import SUFFIXES, read_document  # noqa: E402
from extract.model.tables import mark_of  # noqa: E402
from extract.model.task import Task, asking  # noqa: E402
from extract.report import answered, given, prepared  # noqa: E402
from extract.rules import read_by_rules  # noqa: E402
from extract.settings import Limits, ModelSettings, ReaderName, Settings  # noqa: E402
from schemas.form import load_form  # noqa: E402
from schemas.record import Record, Source  # noqa: E402

SEEDS = (
    "ganyu-science-2024", "luolong-government-office-2024", "luolong-science-2024", "mengjin-science-industry-2023",
    "yuncheng-science-2024",
)  # fmt: skip
HARD = (
    "made-column-by-column-366", "made-columns-moved-424", "made-glued-partly-383", "made-html-messy-287",
    "made-labels-apart-349", "made-labels-broken-312", "made-last-cell-lost-396", "made-rows-moved-420",
    "made-some-unlabelled-342", "made-spaces-with-blanks-246",
)  # fmt: skip
READERS: tuple[ReaderName, ...] = ("model", "both", "auto")


@dataclass(frozen=True)
class Report:
    name: str
    path: Path
    labels: Labels


def bundled() -> list[Report]:
    """The seeds and the made reports in hard layouts."""
    folders = [ROOT / "eval" / "fixtures" / name for name in (*SEEDS, *HARD)]
    return [Report(one.name, next(one.glob("report.*")), load_labels(one / "labels.json")) for one in folders]


def labelled(reports: Path, labels: Path) -> list[Report]:
    """Reports of a folder with the labels of another, by name."""
    found = {path.stem: path for path in sorted(reports.iterdir()) if path.suffix.lower() in SUFFIXES}
    return [Report(p.stem, found[p.stem], load_labels(p)) for p in sorted(labels.glob("*.json")) if p.stem in found]


def names_of(report: Report) -> Iterator[tuple[str, str]]:
    """The mark of each text that the report will have asked about, with a name for people."""
    document = read_document(report.path, Limits())
    source = Source(path=report.name, sha256="0" * 64, media_type=document.media_type)
    ask = asking(Task(document, source, read_by_rules(document, report.path.name), "model"), load_form())
    for span, layouts in ask.tables:
        yield mark_of(document.text[slice(*span)].strip("\n")), f"{report.name} {layouts[0].id}"
    if ask.issues:
        yield mark_of(document.text[slice(*ask.issues)].strip("\n")), f"{report.name} issues"


async def read(report: Report, reader: ReaderName, model: ModelSettings) -> Record:
    settings = Settings(reader=reader, model=model)
    made, *_ = prepared(given(report.path, settings.limits), settings)
    return made if isinstance(made, Record) else (await answered(made, settings)).record


async def read_all(reports: list[Report], reader: ReaderName, url: str, cache: Path, wait: float) -> list[Record]:
    model = ModelSettings(model="recorded", base_url=url, timeout=wait, attempts=1, concurrency=64, cache=cache)
    return list(await asyncio.gather(*(read(report, reader, model) for report in reports)))


def show(reports: list[Report], records: list[Record], reader: str) -> None:
    form = load_form()
    counts = [count(report.labels, record, form).counts for report, record in zip(reports, records, strict=True)]
    print(f"\n{reader}")
    for name, one, record in [
        *((report.name, one, record) for report, one, record in zip(reports, counts, records, strict=True)),
        ("all", total(counts), None),
    ]:
        flagged = sum(cell.trust == "suspect" for cell in record.cells.values()) if record else 0
        flagged = flagged or sum(cell.trust == "suspect" for r in records if not record for cell in r.cells.values())
        said = "  ".join(
            f"{kind} {one[f'{kind}.exact.hits']} right {one[f'{kind}.exact.missed']} missed"
            f" {one[f'{kind}.exact.false']} false"
            for kind in ("problems", "measures")
        )
        print(
            f"  {name:36} cells {one['cells.right']}/{one['cells']}  silent {one['silent']}  flagged {flagged:4}"
            f"  {said}  links {one['links.hits']} right {one['links.missed']} missed {one['links.false']} false"
        )
        if record:
            usage = record.reading
            tokens, notes = f"{usage.input_tokens}+{usage.output_tokens}", "; ".join(texts(usage.notes))
            print(f"      calls {usage.calls}, tokens {tokens} {notes}")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--url", help="base URL of the endpoint that is asked what is not kept yet")
    arguments.add_argument("--keep", type=Path, default=FILE, help="file of the kept answers")
    arguments.add_argument("--reports", type=Path, help="folder of other reports")
    arguments.add_argument("--labels", type=Path, help="folder of their labels")
    arguments.add_argument("--wait", type=float, default=7200.0, help="seconds to wait for an answer")
    arguments.add_argument("--ask-only", action="store_true", help="ask, score `model`, and stop")
    given = arguments.parse_args()
    reports = labelled(given.reports, given.labels) if given.reports else bundled()
    script: Script = replaying(load(given.keep))
    if given.url:
        recorder = Recorder(given.keep, given.url, given.wait)
        recorder.about = {f"<原文 {mark}>": name for report in reports for mark, name in names_of(report)}
        script = recorder
    with tempfile.TemporaryDirectory() as folder, Stub(script) as stub:
        for reader in READERS[: 1 if given.ask_only else None]:
            records = asyncio.run(read_all(reports, reader, stub.url, Path(folder) / reader, given.wait))
            show(reports, records, reader)


if __name__ == "__main__":
    main()
