"""Fixtures: folders that hold a report and its `labels.json`, found, filtered and checked."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from eval.labels import Labels, LabelsError, check_labels, check_quotes, check_source, load_labels, source_text
from extract.doubts import doubt
from extract.files import FileError
from extract.run.errors import UsageError
from schemas.form import Form

HOME = Path(__file__).with_name("fixtures")
"""The fixtures that come with the program."""

PLAIN_TEXT = frozenset({".txt", ".md"})
"""Kinds whose text is that of the file: quotes and offsets can be checked."""

PUT_TOGETHER = frozenset({".html", ".htm", ".docx"})
"""Kinds that open at once and surely, so that quotes can be checked."""


class FixtureError(UsageError):
    """A set of fixtures that cannot be scored; the message names the fixture and says what to do."""


@dataclass(frozen=True)
class Fixture:
    """One labelled report. `kind` is the suffix of its file, without the dot."""

    name: str
    source: Path
    labels: Labels

    @property
    def kind(self) -> str:
        return self.source.suffix.lstrip(".").lower()

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.source.read_bytes()).hexdigest()

    def traits(self) -> dict[str, str]:
        """What a filter may ask for."""
        editions = self.labels.editions
        return {
            "name": self.name,
            "kind": self.kind,
            "layout": self.labels.layout,
            "year": str(self.labels.year),
            "edition": "+".join(dict.fromkeys(editions.values())),
            "agency": self.labels.agency or "",
        }


@dataclass(frozen=True)
class FixtureSet:
    """Fixtures to score, and the names of those left out because nobody confirmed their labels yet."""

    fixtures: Sequence[Fixture]
    unconfirmed: Sequence[str]


def load_fixtures(folder: Path, form: Form, filters: Sequence[str] = (), limit: int | None = None) -> FixtureSet:
    """The fixtures below `folder` that satisfy every filter (`layout=glued`, `kind!=pdf`, `name=made-*`).

    Raises `FixtureError` where there are none, a filter is unknown, or labels are at fault.
    """
    everything = list(_found(folder))
    if not everything:
        raise FixtureError("no_fixtures", place=folder)
    wanted = [fixture for fixture in everything if _satisfies(fixture, filters)]
    confirmed = [fixture for fixture in wanted if fixture.labels.confirmed]
    unconfirmed = [fixture.name for fixture in wanted if not fixture.labels.confirmed]
    if not confirmed:
        why = doubt("labels_unconfirmed", names=tuple(unconfirmed)) if unconfirmed else doubt("no_fixture_fits")
        raise FixtureError("nothing_to_score", place=folder, why=why)
    chosen = confirmed[:limit]
    faults = [fault for fixture in chosen for fault in check_fixture(fixture, form)]
    if faults:
        raise FixtureError("\n".join(faults))
    return FixtureSet(chosen, unconfirmed)


def check_fixture(fixture: Fixture, form: Form) -> list[str]:
    """Every fault of a fixture, each beginning with the file of its labels."""
    labels, kind = fixture.labels, fixture.source.suffix.lower()
    faults = check_source(labels, fixture.source.read_bytes())
    try:
        text = source_text(fixture.source) if kind in PLAIN_TEXT | PUT_TOGETHER else None
    except FileError as error:
        faults, text = [*faults, f"{labels.source} does not open: {error}"], None
    faults += check_labels(labels, text if kind in PLAIN_TEXT else None, form)
    if text is not None and kind in PUT_TOGETHER:
        faults += check_quotes(labels, text)
    return [f"{fixture.source.with_name('labels.json')}: {fault}" for fault in faults]


def _found(folder: Path) -> Iterator[Fixture]:
    if not folder.is_dir():
        raise FixtureError("no_such_folder", place=folder)
    for path in sorted(folder.glob("**/labels.json")):
        name = path.parent.relative_to(folder).as_posix() if path.parent != folder else folder.name
        try:
            labels = load_labels(path)
        except LabelsError as error:
            raise FixtureError(str(error)) from error
        source = path.parent / labels.source
        if not source.is_file():
            raise FixtureError("source_not_beside", place=path, source=labels.source)
        yield Fixture(name, source, labels)


_FILTER = re.compile(r"(\w+)(!?=)(.*)")


def _satisfies(fixture: Fixture, filters: Sequence[str]) -> bool:
    traits = fixture.traits()
    for text in filters:
        parts = _FILTER.fullmatch(text)
        if parts is None or parts[1] not in traits:
            raise FixtureError("wrong_filter", filter=text, known=tuple(traits))
        if fnmatchcase(traits[parts[1]], parts[3]) != (parts[2] == "="):
            return False
    return True
