"""Damaged sources, ledgers, kept answers and answers of an endpoint, at random: nothing may fall over or be lost.

`.venv/bin/python benchmarks/fuzz.py [--minutes 30] [--seed 0] [--cases N]`, `make fuzz`. A case fails by a traceback
(an error in this program), by taking longer than its clock, by more than 1.5 GB in one process, and by a silent loss:
a report that is neither read nor named, or a record of a damaged ledger that is not the one that was written. Each
case is told by its seed; exit status 1 where one failed.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import limits
import psutil

from eval.made import made_report
from extract.model.cache import FILE, Cache
from extract.run import Options, RunError, extract, records
from extract.settings import Limits, Settings

LARGEST = 1_500_000_000
SETTINGS = Settings(reader="rules", limits=Limits(seconds=60, page_seconds=30))
SLOWEST = 600.0
"""Seconds of a case: six files, each with its clock."""
WHOLE = 8
"""Reports in the run whose ledger is damaged."""


def source_kinds() -> dict[str, bytes]:
    """A small file of each kind, by its ending."""
    import io

    from PIL import Image

    text = made_report(1, style="plain").text
    picture = io.BytesIO()
    Image.effect_noise((300, 200), 80).save(picture, "PNG")
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text.split("\n") if "<" not in line)
    return {
        "txt": text.encode(),
        "md": made_report(1, "markdown").text.encode(),
        "html": f"<html><body><table><tr><td>12</td></tr></table>{text}</body></html>".encode(),
        "gb.txt": text.encode("gb18030", "replace"),
        "docx": limits.docx(lambda part: part.write(body.encode())),
        "pdf": limits.lines_of_pdf(40),
        "png": picture.getvalue(),
    }


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Bits flipped, bytes overwritten, cut out, doubled or put in many times, or the end cut off."""
    changed = bytearray(data)
    for _ in range(chance.choice([1, 1, 3, 10])):
        at, length = chance.randrange(len(changed) + 1), chance.choice([1, 4, 50, 200])
        piece = bytes(changed[at : at + length])
        kind = chance.randrange(6)
        if kind == 0:
            changed[at : at + length] = chance.randbytes(length)
        elif kind == 1:
            del changed[at : at + length]
        elif kind == 2:
            changed[at:at] = piece * chance.choice([1, 2, 2000])
        elif kind == 3:
            changed[at:at] = chance.choice([b"9", b"\x1b", b"<table>", b"|", "（".encode(), "𝟏".encode()]) * 3000
        elif kind == 4 and changed:
            changed[min(at, len(changed) - 1)] ^= 1 << chance.randrange(8)
        else:
            del changed[max(at, len(changed) // 2) :]
    return bytes(changed)


@dataclass
class Fuzz:
    """The cases so far, by kind, and what failed."""

    root: Path
    cases: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.kinds = source_kinds()
        whole = self.root / "whole"
        whole.mkdir()
        for number in range(WHOLE):
            (whole / f"{number}.txt").write_text(made_report(number, style="plain").text, encoding="utf-8")
        extract([whole], self.root / "run", SETTINGS, Options(workers=0))
        self.records = self.given(self.root / "run")

    def given(self, run: Path) -> dict[str, str]:
        return {record.source.path: record.model_dump_json(exclude={"reading"}) for record in records(run)}

    def case(self, seed: int) -> None:
        chance = random.Random(seed)
        kinds: list[Callable[[random.Random], str]] = [self.sources, self.ledger, self.answers]
        check = chance.choices(kinds, [4, 2, 1])[0]
        began = time.monotonic()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                name = check(chance)
        except Exception:
            self.failures.append(f"seed {seed}: {traceback.format_exc()}")
            name = check.__name__
        if time.monotonic() - began > SLOWEST:
            self.failures.append(f"seed {seed}: took {time.monotonic() - began:.0f} s")
        self.cases[name] += 1

    def sources(self, chance: random.Random) -> str:
        """A heap of damaged files and whole ones: all are read or named, by name and without an error of ours."""
        folder, run = self.root / "sources", self.root / "sources-run"
        for place in (folder, run):
            shutil.rmtree(place, ignore_errors=True)
        folder.mkdir()
        for number in range(6):
            ending = chance.choice(list(self.kinds))
            (folder / f"{number}.{ending}").write_bytes(mutated(self.kinds[ending], chance) or b"x")
        (folder / "whole.txt").write_bytes(self.kinds["txt"])
        peak = Peak()
        summary = extract([folder], run, SETTINGS, Options(workers=0), lambda event: peak.look())
        given = {path for record in records(run) for path in (record.source.path, *record.source.other_paths)}
        named = given | {failure.path for failure in summary.failures}
        assert {str(path) for path in folder.iterdir()} <= named, "a report is neither read nor named"
        assert str(folder / "whole.txt") in given, "a whole report was not read"
        for failure in summary.failures:
            assert "error in this program" not in failure.reason, failure.reason + _logged(run)
        assert peak.most < LARGEST, f"{peak.most / 1e6:.0f} MB"
        return "sources"

    def ledger(self, chance: random.Random) -> str:
        """Bytes anywhere: nothing wrong is given out, and after the repair all is as it was."""
        run = self.root / "damaged"
        shutil.rmtree(run, ignore_errors=True)
        shutil.copytree(self.root / "run", run)
        data = bytearray((run / "run.sqlite").read_bytes())
        for _ in range(chance.choice([1, 1, 1, 20])):
            length = chance.choice([1, 20, 200])
            at = chance.randrange(len(data) - length)
            data[at : at + length] = chance.randbytes(length)
        (run / "run.sqlite").write_bytes(data)
        try:
            given = self.given(run)
            assert all(self.records.get(path) == record for path, record in given.items()), "a wrong record"
        except RunError:
            pass
        extract([], run, SETTINGS, Options(workers=0, repair=True))
        assert self.given(run) == self.records, "the repaired run is another"
        return "ledger"

    def answers(self, chance: random.Random) -> str:
        """Kept answers are given as they were kept, or not at all."""
        folder = self.root / "answers"
        shutil.rmtree(folder, ignore_errors=True)
        cache = Cache(folder)
        kept = {f"key {number}": f'{{"value": {number}}}' * 50 for number in range(20)}
        for key, value in kept.items():
            cache.put(key, value)
        cache.close()
        (folder / FILE).write_bytes(mutated((folder / FILE).read_bytes(), chance))
        cache = Cache(folder)
        assert all(cache.get(key) in (None, value) for key, value in kept.items()), "a wrong answer"
        cache.put("new", "value")
        assert cache.get("new") in (None, "value")
        cache.close()
        return "answers"


class Peak:
    """The largest memory that this process or one that it started was seen to have."""

    def __init__(self) -> None:
        self.most = 0

    def look(self) -> None:
        own = psutil.Process()
        for process in (own, *own.children()):
            try:
                self.most = max(self.most, process.memory_info().rss)
            except psutil.Error:
                continue


def _logged(run: Path) -> str:
    return "\n" + (run / "run.log").read_text(encoding="utf-8")[-1500:]


def fuzz(root: Path, seed: int, seconds: float, most: int | None = None) -> Fuzz:
    """Cases from a seed on, for so many seconds or up to so many."""
    made, end = Fuzz(root), time.monotonic() + seconds
    while time.monotonic() < end and (most is None or made.cases.total() < most):
        made.case(seed + made.cases.total())
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--cases", type=int)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gongkai-fuzz-") as root:
        made = fuzz(Path(root), given.seed, given.minutes * 60, given.cases)
    for failure in made.failures:
        print(failure)
    told = ", ".join(f"{count} {name}" for name, count in sorted(made.cases.items()))
    print(f"{made.cases.total()} cases ({told}), {len(made.failures)} failures")
    sys.exit(bool(made.failures))


if __name__ == "__main__":
    main()
