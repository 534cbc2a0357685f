"""The proof of one value: its source line with the number marked, then each kind of evidence with what it saw."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from rich.text import Text

from extract.doubts import Atom, doubt
from extract.files import FileError, read_document
from extract.judge.again import layout_of
from extract.judge.edits import number
from extract.judge.fusion import PAGE
from extract.run import UsageError
from extract.settings import Limits
from extract.views.findings_source import unchanged
from extract.wording import Lang, said
from schemas.form import Equation, Table, load_form
from schemas.record import Account, Cell, Record, Value, Where

OF_PLACE = ("label", "header", "order", "placement", PAGE, "reader")
OF_VALUE = ("reader", "recognition", "prose")
_AROUND = 60
"""Characters of the source shown on either side of a number."""
_SEEN, _MISSING = "✓", "✗"
_COLOURS = {"confirmed": "green", "verified": "green", "unverified": "yellow", "suspect": "bold red"}


def why(record: Record, address: str, lang: Lang = "zh") -> Iterator[Text]:
    """The lines of the proof of a cell. Raises `UsageError` for an address that the report does not have."""
    cell = record.cells.get(address)
    if cell is None:
        near = get_close_matches(address, record.cells, n=3)
        raise UsageError("no_such_cell", cell=address, like=doubt("cell_such_as", cells=tuple(near)) if near else None)
    table = layout_of(record, address.split(".")[0], load_form())
    return _Proof(record, table, address, cell, lang).lines()


@dataclass(frozen=True)
class _Proof:
    record: Record
    table: Table
    address: str
    cell: Cell
    lang: Lang

    def lines(self) -> Iterator[Text]:
        yield self._head()
        yield from self._source()
        yield Text()
        yield from self._kinds("why_place", OF_PLACE)
        yield from self._kinds("why_value", OF_VALUE)
        yield from self._rules()
        yield from self._account()
        yield from self._doubts()

    def _say(self, code: str, **values: Atom) -> str:
        return said(doubt(code, **values), self.lang, self.record.editions)

    def _value(self, address: str) -> Value:
        table_id, row, column = address.split(".")
        return self.record.tables.get(table_id, {}).get(row, {}).get(column)

    def _head(self) -> Text:
        title = self._say("why_cell", cell=self.address, value=self._value(self.address))
        trust = self._say(f"why_trust_{self.cell.trust}")
        return Text(title).append("  ").append(trust, _COLOURS[self.cell.trust]).append(f"  {self.address}", "dim")

    def _source(self) -> Iterator[Text]:
        where = self.cell.where
        if where is None or (where.start is None and where.page is None):
            yield Text(self._say("why_nowhere"))
        elif where.start is None or (quoted := _quoted(self.record, where)) is None:
            page, box = where.page, tuple(round(edge) for edge in where.box or ())
            yield Text(self._say("why_on_page", page=page, box=str(box)) if page else self._say("why_no_source"))
        else:
            yield Text(self._say("why_line", line=where.line), "dim")
            before, number, after = quoted
            yield Text("  " + before).append(number or "▯", "reverse bold").append(after)

    def _kinds(self, heading: str, kinds: tuple[str, ...]) -> Iterator[Text]:
        yield Text(self._say(heading), "bold")
        for kind in kinds:
            if kind in self.cell.evidence:
                yield _item(True, self._say(f"why_{kind}", **self._saw(kind)))
            elif kind != PAGE:  # only of scans is a page read again, and only where there is a reason to
                yield _item(False, self._say(f"why_no_{kind}"))

    def _saw(self, kind: str) -> dict[str, Atom]:
        table_id, row, column = self.address.split(".")
        if kind == "label":
            return {"row": f"{table_id}.{row}"}
        if kind == "header":
            return {"column": f"{table_id}.*.{column}"}
        if kind == "reader":
            readings = self.cell.readings.items()
            return {"readings": tuple(doubt("read_as", reader=reader, value=value) for reader, value in readings)}
        return {}

    def _rules(self) -> Iterator[Text]:
        for equation in self.table.equations:
            if self.address in equation.cells:
                yield self._rule(equation)

    def _rule(self, equation: Equation) -> Text:
        """A rule over the cell in its numbers; a term that is no printed number speaks for nothing."""
        sides = [[self._value(address) for address in side] for side in (equation.left, equation.right)]
        shown = " = ".join(" + ".join("▯" if value is None else str(value) for value in side) for side in sides)
        numbers = [[number(value) for value in side if value is not None] for side in sides]
        if list(map(len, numbers)) != list(map(len, sides)):
            return _item(False, self._say("why_rule_open", rule=equation.rule.says, sums=shown))
        left, right = (sum(value for value in side if value is not None) for side in numbers)
        holds = left == right
        code = "why_rule_holds" if holds else "why_rule_broken"
        return _item(holds, self._say(code, rule=equation.rule.says, sums=shown))

    def _account(self) -> Iterator[Text]:
        account = self.record.accounts.get(self.table.id)
        if account is None:
            return
        yield Text(self._say("why_account"), "bold")
        yield _item(not account.left, self._accounted(account))
        for stray in account.left:
            line = stray.where.line if stray.where else None
            yield Text("    " + self._say("why_left", number=stray.text or "▯", line="?" if line is None else line))

    def _accounted(self, account: Account) -> str:
        excused = sum(account.excused.values())
        return self._say(
            "why_accounted", printed=account.printed, placed=account.placed, excused=excused, left=len(account.left)
        )

    def _doubts(self) -> Iterator[Text]:
        if not self.cell.doubts:
            return
        yield Text(self._say("why_doubts"), "bold")
        for one in self.cell.doubts:
            yield _item(False, one.text or one.code)


def _item(is_seen: bool, says: str) -> Text:
    mark, style = (_SEEN, "green") if is_seen else (_MISSING, "red")
    return Text("  ").append(mark, style).append(" " + says)


def _quoted(record: Record, where: Where) -> tuple[str, str, str] | None:
    """The line of the source before the number, the number, and the line after it; None where the source is gone."""
    path = unchanged(record)
    if path is None or where.start is None or where.end is None:
        return None
    try:
        text = read_document(path, Limits()).text
    except (FileError, OSError):
        return None
    begin = max(text.rfind("\n", 0, where.start) + 1, where.start - _AROUND)
    end = text.find("\n", where.end)
    end = min(len(text) if end < 0 else end, where.end + _AROUND)
    return _flat(text[begin : where.start]), _flat(text[where.start : where.end]), _flat(text[where.end : end])


def _flat(text: str) -> str:
    """On one line, with the borders of cells to be seen and nothing that a terminal would obey."""
    return "".join(" │ " if sign == "\t" else sign if sign.isprintable() else " " for sign in text)
