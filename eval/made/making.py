"""One made report: its text and its labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from eval.labels import Difference, LabelledMeasure, LabelledProblem, LabelledSection, Labels, Number, Passage
from eval.made.damage import damaged, noisy
from eval.made.draft import Draft, Layout
from eval.made.layouts import LAYOUTS, RARE_LAYOUTS
from eval.made.marks import Key, Marks, plain
from eval.made.printed import PrintedTable, printed_labels
from eval.made.report import Content, compose
from eval.made.writing import ISSUE_STYLES, Prose, Writer, themes_of
from schemas.form import Form, Table, load_form

Spans = Mapping[Key, tuple[int, int]]


@dataclass(frozen=True)
class Made:
    """A made report. `labels` says what is printed in `text`, as a person would label it.

    `truth` is the value of every cell that is printed, those that `labels.undecided` names among them. `places`
    are the offsets of the printed cells in `text`; those of a web page are offsets into its source.
    """

    text: str
    media_type: str
    labels: Labels
    truth: Mapping[str, Number]
    places: Mapping[str, tuple[int, int]]


def made_report(
    seed: int, layout: str = "tabs", damage: float = 0.0, style: str | None = None, issues: str | None = None
) -> Made:
    """The report of a seed in a layout of `LAYOUTS` or `RARE_LAYOUTS`.

    `damage` (0 to 1) is the share of labels and section titles with a fault in them. `style` (of `STYLES`) and
    `issues` (of `ISSUE_STYLES`) fix what the seed would choose. Raises `KeyError` for an unknown name.
    """
    plan, form = (LAYOUTS | RARE_LAYOUTS)[layout], load_form()
    rng = Random(f"content {seed}")
    content = compose(form, rng, style, plan.keeps_blanks, plan.numbers)
    marks = Marks()
    writer = Writer(content.body, content.year, content.spoken(), marks, rng)
    prose = writer.write(issues or rng.choice(sorted(ISSUE_STYLES)), differ=content.style == "differences")
    draft = _draft(form, content, prose, marks, Random(f"layout {layout} {seed}"), plan)
    noise = Random(f"damage {layout} {seed}")
    draft.tables = {name: damaged(printed, damage, noise) for name, printed in draft.tables.items()}
    draft.titles = {n: noisy(t, noise) if noise.random() < damage * 0.5 else t for n, t in draft.titles.items()}
    rendered = {
        section.number: plan.table(draft.tables[section.table], draft) for section in form.sections if section.table
    }
    text, spans = marks.read(plan.document(draft, rendered))
    located = spans if plan.media_type != "text/html" else {}
    labels = _labels(content, prose, text, spans, located, draft, plan)
    places = {str(name): span for (kind, name), span in spans.items() if kind == "cell"}
    truth = {address: content.figures[address].value for address in places}
    return Made(text, plan.media_type, labels, truth, places)


def _draft(form: Form, content: Content, prose: Prose, marks: Marks, rng: Random, plan: Layout) -> Draft:
    draft = Draft(form, prose, {}, {section.number: section.title for section in form.sections}, marks, rng)
    for name, table in content.tables.items():
        cells = {address: marks.wrap("cell", address, content.figures[address].text) for address in table.addresses}
        printed = PrintedTable(table, table.rows, table.columns, printed_labels(table), cells)
        draft.tables[name] = plan.prepare(printed, draft)
    return draft


# ---------------------------------------------------------------- labels


def _labels(
    content: Content, prose: Prose, text: str, spans: Spans, located: Spans, draft: Draft, plan: Layout
) -> Labels:
    printed = {str(name) for kind, name in spans if kind == "cell"}
    labels = Labels(
        source="report",
        origin="Written and laid out by the project's generator of reports.",
        layout=plan.name,
        confirmed=True,
        agency=content.body.agency,
        year=content.year,
        editions=_editions(draft.form, content.tables),
        tables={},
        sections=_sections(text, located, draft),
        problems=[
            LabelledProblem(**_coded(text, spans, located, "problem", index))
            for index, _ in enumerate(prose.problem_topics)
        ],
        measures=[
            LabelledMeasure(**_coded(text, spans, located, "measure", index), answers=answers)
            for index, answers in enumerate(prose.answers)
        ],
        differences=[
            Difference(
                **_passage(text, spans, located, ("difference", index)).model_dump(), cell=cell, value=int(wrong)
            )
            for index, (cell, wrong) in enumerate(prose.differences)
        ],
    )
    _label_cells(labels, content, printed, draft.undecided)
    labels.printed_errors = [
        error for error in content.printed_errors if _judged(content, error.rule, error.over, printed - draft.undecided)
    ]
    return labels


def _label_cells(labels: Labels, content: Content, printed: set[str], undecided: set[str]) -> None:
    for table in content.tables.values():
        rows: dict[str, list[Number]] = {}
        for row in table.rows:
            rows[row.id] = []
            for column in row.columns:
                address = table.address(row.id, column.id)
                figure = content.figures[address]
                known = address in printed and address not in undecided
                rows[row.id].append(figure.value if known else None)
                if address in undecided:
                    labels.undecided.append(address)
                elif not known:
                    labels.states[address] = "absent"
                elif figure.state != "number":
                    labels.states[address] = figure.state
                if known and figure.state in ("noted", "mark"):
                    labels.texts[address] = figure.text
        labels.tables[table.id] = rows


def _judged(content: Content, rule: str, over: str, known: set[str]) -> bool:
    """Whether every cell of an equation is printed and decided."""
    equations = [one for table in content.tables.values() for one in table.equations]
    return any((one.rule.id, one.over) == (rule, over) and set(one.cells) <= known for one in equations)


def _editions(form: Form, tables: Mapping[str, Table]) -> dict[str, str]:
    return {name: table.edition for name, table in tables.items() if len(form.variants_of(name)) > 1}


def _passage(text: str, spans: Spans, located: Spans, key: Key) -> Passage:
    start, end = spans[key]
    return Passage(quote=text[start:end], start=start, end=end) if key in located else Passage(quote=text[start:end])


def _coded(text: str, spans: Spans, located: Spans, kind: str, index: int) -> dict[str, Any]:
    passage = _passage(text, spans, located, (kind, index))
    return passage.model_dump() | {"themes": themes_of(kind, passage.quote or "")}


def _sections(text: str, located: Spans, draft: Draft) -> list[LabelledSection]:
    """Each section from its heading to the next; the last one ends with the last printed character."""
    titles = {number: " ".join(plain(title).split()) for number, title in draft.titles.items()}
    if not located:
        return [LabelledSection(number=number, title=title) for number, title in titles.items()]
    starts = [_past_markup(text, located["section", number][0]) for number in titles]
    ends = [*starts[1:], len(text.rstrip())]
    return [
        LabelledSection(number=number, title=title, start=start, end=end)
        for (number, title), start, end in zip(titles.items(), starts, ends, strict=True)
    ]


def _past_markup(text: str, start: int) -> int:
    while text[start] in "#* ":
        start += 1
    return start
