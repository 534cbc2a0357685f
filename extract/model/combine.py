"""Rules and model over one report: which tables the model is needed for, and whose statements of section 五 stand."""

from __future__ import annotations

from dataclasses import replace

from extract.doubts import Doubt, doubt
from extract.judge.edits import weigh_all
from extract.reading import IssuesReading, TableReading


def needs_model(reading: TableReading | None) -> bool:
    """The policy of `auto`: the rules did not place every row by its label, or an edit rule is broken."""
    if reading is None or not reading.found:
        return True
    if any(cell.doubts or cell.state == "absent" for cell in reading.cells.values()):
        return True
    return any(weighing.outcome == "broken" for weighing in weigh_all(reading.table, reading.cells))


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
