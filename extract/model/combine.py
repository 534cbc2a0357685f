"""Rules and model over section 五: whose statements stand."""

from __future__ import annotations

from dataclasses import replace

from extract.doubts import Doubt, doubt
from extract.reading import IssuesReading


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
