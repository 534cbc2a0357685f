"""Reasons as data: a code, what one act would settle, and the values that its sentence names.

A reader doubts a cell, notes something on a table, a report or a run, or finds something wrong: each time it makes a
`Doubt`. The sentence comes from the catalogue (`extract.wording`) in the language asked for, and nothing reads it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from typing_extensions import TypeAliasType

from schemas import record
from schemas.record import Severity, Stored, Value, Verdict

Atom = TypeAliasType("Atom", "str | int | float | Doubt | tuple[Atom, ...] | None")
"""What a sentence names: printed words, numbers, cell addresses, phrases (doubts in their turn), several of them."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """`code` is its entry in the catalogue; `cause` is the same for all cells that one act can settle."""

    code: str
    cause: str = ""
    values: tuple[tuple[str, Atom], ...] = field(default=())

    def caused(self, cause: str) -> Doubt:
        """The doubt with this cause, unless it has one."""
        return self if self.cause else replace(self, cause=cause)

    def get(self, name: str) -> Atom:
        """The value of a name; None where it has none."""
        return dict(self.values).get(name)


def doubt(code: str, cause: str = "", /, **values: Atom) -> Doubt:
    """A doubt from the code of its sentence and what the sentence names."""
    return Doubt(code, cause, tuple(values.items()))


def stored(value: Atom) -> Stored:
    """A value as records hold it: a phrase as its code and values, several values as a list."""
    if isinstance(value, Doubt):
        return {"code": value.code, **{name: stored(one) for name, one in value.values}}
    return [stored(one) for one in value] if isinstance(value, tuple) else value


def atom(value: Stored) -> Atom:
    """What `stored` was made of."""
    if isinstance(value, dict):
        return Doubt(str(value["code"]), "", _atoms({n: v for n, v in value.items() if n != "code"}))
    return tuple(atom(one) for one in value) if isinstance(value, list) else value


def _atoms(values: Mapping[str, Stored]) -> tuple[tuple[str, Atom], ...]:
    return tuple((name, atom(value)) for name, value in values.items())


def as_json(reason: Doubt) -> str:
    """A reason as a ledger keeps it."""
    return json.dumps(stored(reason), ensure_ascii=False)


def from_json(text: str) -> Doubt:
    """What `as_json` was made of; what is not that, as in a damaged ledger, stands for itself."""
    try:
        found = json.loads(text)
    except ValueError:
        return Doubt(text)
    made = atom(found) if isinstance(found, dict) and "code" in found else None
    return made if isinstance(made, Doubt) else Doubt(text)


def as_stored(reason: Doubt) -> record.Doubt:
    """A doubt as records hold it; its text is rendered when the record is whole."""
    values = {name: stored(value) for name, value in reason.values}
    return record.Doubt(code=reason.code, cause=reason.cause, values=values)


def as_read(kept: record.Doubt) -> Doubt:
    """A doubt from a record."""
    return Doubt(kept.code, kept.cause, _atoms(kept.values))


def notes(given: Iterable[Doubt]) -> list[record.Doubt]:
    """Remarks as records hold them, each once."""
    return [as_stored(one) for one in dict.fromkeys(given)]


def texts(reasons: Iterable[record.Doubt]) -> list[str]:
    """The sentences of reasons that a record holds."""
    return [reason.text for reason in reasons]


def finding(
    rule: str,
    severity: Severity,
    said: Doubt,
    cells: Sequence[str] = (),
    left: Value = None,
    right: Value = None,
    verdict: Verdict | None = None,
) -> record.Finding:
    """A finding whose message says `said`; its cause is that of `said`, else the rule over the rows that it names."""
    rows = dict.fromkeys(address.rpartition(".")[0] for address in cells)
    cause = said.cause or ":".join([rule, *rows])
    values = {name: stored(value) for name, value in said.values}
    return record.Finding(
        rule=rule, severity=severity, verdict=verdict, cells=list(cells), left=left, right=right,
        code=said.code, cause=cause, values=values,
    )  # fmt: skip


def said_by(found: record.Finding) -> Doubt:
    """What a finding of a record says."""
    return Doubt(found.code, found.cause, _atoms(found.values))
