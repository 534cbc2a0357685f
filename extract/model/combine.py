"""Rules and model over one report: which tables the model is needed for, and what their two readings make together."""

from __future__ import annotations

from dataclasses import replace

from extract.doubts import Doubt, doubt
from extract.judge.edits import weigh_all
from extract.reading import CellReading, IssuesReading, TableReading

ONLY_MODEL = Doubt("only_model")


def needs_model(reading: TableReading | None) -> bool:
    """The policy of `auto`: the rules did not place every row by its label, or an edit rule is broken."""
    if reading is None or not reading.found:
        return True
    if any(cell.doubts or cell.state == "absent" for cell in reading.cells.values()):
        return True
    return any(weighing.outcome == "broken" for weighing in weigh_all(reading.table, reading.cells))


def settled(rules: TableReading, model: TableReading | None, *, both: bool) -> list[TableReading]:
    """The readings of one table for the judge, the one to print first; on what they differ the judge decides.

    Under `both` the readers are peers: what only the model read is printed and doubted. Otherwise (`auto`) the model
    was asked because the rules were not sure: it fills what they lost, and settles a doubt where it read the same
    number at its label.
    """
    if model is None or not model.found:
        return [rules]
    if not rules.found:
        return [model]
    if rules.table is not model.table:
        return [rules, model]
    cells = {address: _cell(cell, model.cells[address], both) for address, cell in rules.cells.items()}
    return [replace(rules, cells=cells), model]


def _cell(rules: CellReading, model: CellReading, both: bool) -> CellReading:
    if rules.state == "absent" and model.state != "absent":
        return model.doubted(ONLY_MODEL) if both else model
    agree = rules.value == model.value and rules.state == model.state
    if not both and rules.doubts and agree and not model.doubts:
        return model
    return rules


def settled_issues(rules: IssuesReading, model: IssuesReading | None) -> IssuesReading:
    """The model's statements; the rules' where it gave none, with a note where the two count differently.

    Of what was done about earlier problems the rules speak where the model was not asked.
    """
    if model is None or not (model.problems or model.measures):
        notes = (*rules.notes, Doubt("model_no_issues")) if model and rules.problems else rules.notes
        return replace(rules, notes=notes, dropped=model.dropped if model else rules.dropped)
    model = replace(model, progress=model.progress or rules.progress)
    if (len(rules.problems), len(rules.measures)) == (len(model.problems), len(model.measures)):
        return model
    note = doubt(
        "issues_differ", problems=len(rules.problems), measures=len(rules.measures),
        model_problems=len(model.problems), model_measures=len(model.measures),
    )  # fmt: skip
    return replace(model, notes=(*model.notes, note))
