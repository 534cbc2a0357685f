"""The checker of labels: cells complete, states and values consistent, rules confirmed, quotes verbatim."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from eval.labels.model import LabelledMeasure, LabelledProblem, LabelledSection, Labels, Number, Passage, squeeze
from extract.summary.codebook import OTHER, Kind, load_codebook
from extract.text.enumerators import OPENING, opening
from extract.text.normal import name_key
from extract.text.numerals import numeral
from schemas.form import Equation, Form, FormError, Table
from schemas.record import State


def check_labels(labels: Labels, text: str | None, form: Form) -> list[str]:
    """Every fault of labels over the report's text, as sentences; [] for labels to score with.

    `text` is None where the text is put together on opening: quotes are for `check_quotes` then.
    """
    try:
        layouts = labels.layouts(form)
    except FormError as error:
        return [f"editions: {error}"]
    return [
        *_header_faults(labels, text),
        *_table_faults(labels, layouts, form),
        *_cell_faults(labels, layouts, form, text),
        *_rule_faults(labels, layouts, form),
        *_section_faults(labels, form, text),
        *_issue_faults(labels, text),
        *_difference_faults(labels, form, text),
        *(_wording_faults(labels) if labels.wordless else ()),
    ]


def check_quotes(labels: Labels, text: str) -> list[str]:
    """The quotes of problems, measures and differences that do not stand in the text of an opened web page or file."""
    printed = squeeze(text)
    parts = {"problems": labels.problems or (), "measures": labels.measures or (), "differences": labels.differences}
    return [
        f"{kind}[{index}]: {passage.quote!r} is not in the source"
        for kind, passages in parts.items()
        for index, passage in enumerate(passages)
        if passage.quote is not None and squeeze(passage.quote) not in printed
    ]


def check_source(labels: Labels, data: bytes) -> list[str]:
    """Whether the bytes are those of the file that was labelled, where its digest was kept."""
    if labels.source_sha256 in (None, hashlib.sha256(data).hexdigest()):
        return []
    return [f"{labels.source} is not the file that was labelled: its SHA-256 differs"]


# ---------------------------------------------------------------- the report as a whole


def _header_faults(labels: Labels, text: str | None) -> Iterator[str]:
    for name in ("source", "origin", "layout"):
        if not getattr(labels, name).strip():
            yield f"{name}: is empty"
    if labels.agency is not None and labels.wordless:
        yield "agency: given both as a name and as a digest"
    elif labels.agency is not None and text is not None and squeeze(labels.agency) not in squeeze(text):
        yield f"agency: {labels.agency} is not printed in the source"


def _wording_faults(labels: Labels) -> Iterator[str]:
    passages = (*(labels.problems or ()), *(labels.measures or ()), *labels.differences)
    if labels.texts or any(part.quote for part in passages) or any(part.title for part in labels.sections or ()):
        yield "labels without the agency's name hold wording of the report"


# ---------------------------------------------------------------- cells


def _table_faults(labels: Labels, layouts: Sequence[Table], form: Form) -> Iterator[str]:
    for name in labels.tables.keys() - set(form.table_ids):
        yield f"{name}: the form has no such table"
    for name in form.table_ids:
        if name not in labels.tables:
            yield f"{name}: the table is missing (label its cells as absent)"
    for layout in layouts:
        rows = labels.tables[layout.id]
        for name in rows.keys() - layout.row_by_id.keys():
            yield f"{layout.id}.{name}: edition {layout.edition} has no such row"
        for row in layout.rows:
            if len(rows.get(row.id, ())) != len(row.columns):
                yield f"{layout.id}.{row.id}: {len(rows.get(row.id, ()))} values for {len(row.columns)} columns"


def _cell_faults(labels: Labels, layouts: Sequence[Table], form: Form, text: str | None) -> Iterator[str]:
    values = labels.values(form)
    for field in ("states", "texts", "undecided"):
        for address in getattr(labels, field):
            if address not in values:
                yield f"{field}: {address} is no labelled cell"
    kinds = {address: column.kind for layout in layouts for address, column in layout.column_of.items()}
    printed = None if text is None else squeeze(text)
    digits = None if text is None else name_key(text).replace(",", "")
    for address, value in values.items():
        yield from (f"{address}: {fault}" for fault in _value_faults(labels, address, value, kinds[address]))
        if value is not None and digits is not None and not _is_in(digits, value):
            yield f"{address}: {value} is printed nowhere in the source"
        shown = labels.texts.get(address)
        if shown is not None and printed is not None and squeeze(shown) not in printed:
            yield f"{address}: the text {shown!r} is not printed in the source"


def _is_in(text: str, value: Number) -> bool:
    """Whether a number is printed in a text, in digits or in Chinese numerals."""
    digits = str(value).lstrip("-")
    return digits in text or (digits.isdecimal() and numeral(int(digits)) in text)


def _value_faults(labels: Labels, address: str, value: Number, kind: str) -> Iterator[str]:
    state = labels.state(address)
    if address in labels.undecided:
        if value is not None or address in labels.states:
            yield "an undecided cell has neither value nor state"
        return
    if state in ("number", "noted") and value is None:
        yield f"the state {state} asks for a value"
    if state in ("blank", "mark", "absent") and value is not None:
        yield f"a cell of state {state} has the value {value!r}"
    if value is not None and not _is_of_kind(value, kind):
        yield f"{value!r} is no {kind}"
    yield from _shown_faults(labels, address, value, state)


def _shown_faults(labels: Labels, address: str, value: Number, state: State) -> Iterator[str]:
    shown = labels.texts.get(address)
    if (shown is not None) != (state in ("noted", "mark")) and not labels.wordless:
        yield f"a cell of state {state} has {'a' if shown is not None else 'no'} text"
    if shown is not None and state == "noted" and str(value).lstrip("-") not in _digits(shown):
        yield f"{value!r} is not the number of {shown!r}"


def _is_of_kind(value: int | str, kind: str) -> bool:
    if kind == "amount":
        return isinstance(value, str) and re.fullmatch(r"[0-9]+(\.[0-9]+)?", value) is not None
    return isinstance(value, int) and (kind == "change" or value >= 0)


def _digits(shown: str) -> list[str]:
    return re.findall(r"[0-9]+(?:\.[0-9]+)?", name_key(shown).replace(",", ""))


# ---------------------------------------------------------------- edit rules


def _rule_faults(labels: Labels, layouts: Sequence[Table], form: Form) -> Iterator[str]:
    values = labels.values(form)
    confirmed = {(error.rule, error.over) for error in labels.printed_errors}
    known = {(one.rule.id, one.over): one for layout in layouts for one in layout.equations}
    for rule, over in sorted(confirmed - known.keys()):
        yield f"printed_errors: there is no rule {rule} over {over}"
    for name, equation in known.items():
        broken = _is_broken(equation, values)
        if broken and name not in confirmed:
            yield f"{' over '.join(name)} is broken: correct the labels, or confirm it in printed_errors"
        if name in confirmed and not broken:
            yield f"printed_errors: {' over '.join(name)} {'cannot be judged' if broken is None else 'holds'}"


def _is_broken(equation: Equation, values: Mapping[str, Number]) -> bool | None:
    """None where a cell of the equation holds no count."""
    left = [value for cell in equation.left if isinstance(value := values.get(cell), int)]
    right = [value for cell in equation.right if isinstance(value := values.get(cell), int)]
    if len(left) + len(right) < len(equation.cells):
        return None
    return sum(left) != sum(right)


# ---------------------------------------------------------------- sections, problems, measures


LONGEST_NUMBER = len("第五部分、")


def _section_faults(labels: Labels, form: Form, text: str | None) -> Iterator[str]:
    sections = labels.sections or []
    numbers = [section.number for section in sections]
    if len(set(numbers)) < len(numbers) or set(numbers) - {section.number for section in form.sections}:
        yield f"sections: the numbers {numbers} are not those of the form, each once"
    if text is None:
        return
    starts = [section.start for section in sections]
    expected = [*starts[1:], len(text.rstrip())]
    for section, end in zip(sections, expected, strict=False):
        name = f"section {section.number}"
        if section.start is None or section.end is None or not 0 <= section.start < section.end <= len(text):
            yield f"{name}: has no valid offsets"
            continue
        if section.end != end:
            yield f"{name}: ends at {section.end}; the next section, or the text, says {end}"
        yield from (f"{name}: {fault}" for fault in _heading_faults(section.title, text[section.start : section.end]))


def _heading_faults(title: str | None, body: str) -> Iterator[str]:
    if body[0].isspace() or body[0] in "#*":
        yield "starts before its heading"
    if title is not None and title != " ".join(title.split()):
        yield "the title is not on one line"
    if title and not 0 <= squeeze(body).find(squeeze(title)) <= LONGEST_NUMBER:
        yield f"does not start with its title {title}"


def _issue_faults(labels: Labels, text: str | None) -> Iterator[str]:
    problems, measures = labels.problems or [], labels.measures or []
    for kind, passages in (("problems", problems), ("measures", measures)):
        end = 0
        for index, passage in enumerate(passages):
            yield from (f"{kind}[{index}]: {fault}" for fault in _passage_faults(passage, text))
            if passage.start is not None and passage.start < end:
                yield f"{kind}[{index}]: stands before or inside the one before it"
            end = passage.end or end
    for index, measure in enumerate(measures):
        if len(set(measure.answers)) < len(measure.answers) or not set(measure.answers) <= set(range(len(problems))):
            yield f"measures[{index}]: answers {measure.answers}, of {len(problems)} problems"
    yield from _theme_faults("problem", problems)
    yield from _theme_faults("measure", measures)
    yield from _place_faults(labels.sections or [], [*problems, *measures])


@cache
def _themes(kind: Kind) -> frozenset[str]:
    return frozenset((*(theme.id for theme in load_codebook().themes(kind)), OTHER))


def _theme_faults(kind: Kind, passages: Sequence[LabelledProblem | LabelledMeasure]) -> Iterator[str]:
    known = _themes(kind)
    for index, passage in enumerate(passages):
        for theme in dict.fromkeys(passage.themes):
            if theme not in known:
                yield f"{kind}s[{index}]: the codebook has no theme {theme!r}; known are {', '.join(sorted(known))}"
            if passage.themes.count(theme) > 1:
                yield f"{kind}s[{index}]: the theme {theme} stands twice"


def _place_faults(sections: Sequence[LabelledSection], passages: Sequence[Passage]) -> Iterator[str]:
    """Problems and measures stand in one and the same section."""
    spans = [(part.start, part.end) for part in sections if part.start is not None and part.end is not None]
    places = [(part.start, part.end) for part in passages if part.start is not None and part.end is not None]
    if spans and places and not any(all(a <= start and end <= b for start, end in places) for a, b in spans):
        yield "problems and measures do not stand in one section"


def _passage_faults(passage: Passage, text: str | None) -> Iterator[str]:
    located = passage.start is not None and passage.end is not None
    if passage.quote is None and not located:
        yield "has neither a quote nor offsets"
        return
    quote = passage.quote
    if text is not None and passage.start is not None and passage.end is not None:
        found = text[passage.start : passage.end]
        if not 0 <= passage.start < passage.end <= len(text) or (quote is not None and found != quote):
            yield f"the source reads {found!r} there, not {quote!r}"
        quote = quote or found
    elif text is not None and quote is not None and squeeze(quote) not in squeeze(text):
        yield f"{quote!r} is not in the source"
    yield from _edge_faults(quote or "")


def _edge_faults(quote: str) -> Iterator[str]:
    if quote and (opening(quote, OPENING) or quote[0].isspace()):
        yield f"starts with an enumerator or a space: {quote[:8]!r}"
    if quote and (quote[-1].isspace() or quote[-1] in "。；;，,、：:.！!"):
        yield f"ends with punctuation or a space: {quote[-8:]!r}"


def _difference_faults(labels: Labels, form: Form, text: str | None) -> Iterator[str]:
    values = labels.values(form)
    for index, difference in enumerate(labels.differences):
        name = f"differences[{index}]"
        if difference.cell not in values:
            yield f"{name}: {difference.cell} is no labelled cell"
        elif values[difference.cell] == difference.value:
            yield f"{name}: {difference.cell} says {difference.value} too"
        yield from (f"{name}: {fault}" for fault in _passage_faults(difference, text))
        if difference.quote is not None and str(difference.value) not in _digits(difference.quote):
            yield f"{name}: {difference.value} is not in {difference.quote!r}"
