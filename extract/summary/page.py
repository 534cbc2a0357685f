"""`summary.html`: one page that needs nothing else, with charts whose every bar opens the quotes behind it.

The text of reports enters as JSON and is put on the page as text by its script; what is written here is escaped.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

from extract.summary.codebook import Kind
from extract.summary.markdown import example, place, spread
from extract.summary.notes import UNUSABLE
from extract.summary.outcome import PairOut, SentenceOut, StatementOut, SummaryReport
from extract.summary.places import UNKNOWN, kinds
from extract.summary.words import LEVELS, level_name, texts
from extract.summary.writing import PARTS

LISTED = 50
"""Rows of a list; the rest stands in `summary.json`."""

_FOLDER = Path(__file__).parent


def page(summary: SummaryReport) -> str:
    """The page as HTML."""
    t = texts(summary.language)
    filled = {name: escape(t[name]) for name in ("lang", "title", "search", "hint", "close")}
    return Template(_read("page.html")).substitute(
        filled,
        made=escape(f"{t['by_' + summary.coder]}{t['and']}{t['codebook']} {summary.codebook}"),
        css=_read("page.css"),
        sentences="\n".join(_sentences(summary)),
        tables="\n".join(_tables(summary)),
        data=_data(summary),
        plotly=files("plotly").joinpath("package_data", "plotly.min.js").read_text(encoding="utf-8"),
        script=_read("page.js"),
    )


def _read(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def _data(summary: SummaryReport) -> str:
    """The data of the script, safe inside a script element."""
    text = json.dumps(_script_data(summary), ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _script_data(summary: SummaryReport) -> dict[str, Any]:
    reports: dict[str, int] = {}
    rows: list[dict[str, Any]] = []
    statements = []
    for each in summary.statements:
        if each.report not in reports:
            reports[each.report] = len(rows)
            rows.append(
                {
                    "agency": each.agency, "year": each.year, "place": place(each), "body": each.body,
                    "level": each.level, "region": each.province or UNKNOWN,
                }
            )  # fmt: skip
        statements.append(
            {
                "ref": each.ref, "kind": each.kind, "text": each.text, "report": reports[each.report],
                "themes": each.themes, "words": each.words, "reason": each.reason,
                "answered": summary.answered.answering.get(each.ref, []),
            }
        )  # fmt: skip
    return {
        "language": summary.language,
        "words": texts(summary.language),
        "names": {f"{theme.kind}.{theme.id}": _name(theme.zh, theme.en, summary) for theme in summary.themes},
        "themes": [theme.model_dump(exclude={"refs", "definition", "zh", "en"}) for theme in summary.themes],
        "years": summary.scope.years,
        "among": _stating_by(summary),
        "groups": _groups(summary),
        "reports": rows,
        "statements": statements,
    }


def _stating_by(summary: SummaryReport) -> dict[str, dict[str, int]]:
    """Agencies that state any problem, by year, kind of body, level and province."""
    problems = [each for each in summary.statements if each.kind == "problem"]
    of: dict[str, Callable[[StatementOut], str]] = {
        "year": lambda each: str(each.year), "body": lambda each: each.body, "level": lambda each: each.level,
        "region": lambda each: each.province or UNKNOWN,
    }  # fmt: skip
    return {
        name: dict(Counter(value for value, _ in {(said(each), each.agency or each.report) for each in problems}))
        for name, said in of.items()
    }


def _name(chinese: str, english: str, summary: SummaryReport) -> str:
    return english if summary.language == "en" else chinese


def _groups(summary: SummaryReport) -> dict[str, dict[str, str]]:
    """Dimension → value → its name, the values with the most agencies first and the unknown last."""
    t = texts(summary.language)
    bodies = {kind.id: _name(kind.zh, kind.en, summary) for kind in kinds()}
    levels = {level: level_name(level, summary.language) for level in LEVELS}
    by = {"body": summary.scope.by_body, "level": summary.scope.by_level, "region": summary.scope.by_region}
    named = {"body": bodies, "level": levels, "region": dict[str, str]()}
    return {
        dimension: {
            value: t["unknown"] if value == UNKNOWN else named[dimension].get(value, value)
            for value in sorted(counts, key=lambda value: (value == UNKNOWN, -counts[value], value))
        }
        for dimension, counts in by.items()
    }


def _sentences(summary: SummaryReport) -> Iterator[str]:
    language = 1 if summary.language == "en" else 0
    by_ref = {statement.ref: statement for statement in summary.statements}
    for part, names in PARTS.items():
        here = [sentence for sentence in summary.sentences if sentence.part == part]
        if here:
            items = "\n".join(
                f"<li>{escape(each.text)} {_refs(each.refs)}{_example(each, by_ref)}</li>" for each in here
            )
            yield f"<h2>{escape(names[language])}</h2>\n<ul>\n{items}\n</ul>"


def _example(sentence: SentenceOut, by_ref: dict[str, StatementOut]) -> str:
    shown = example(sentence, by_ref)
    if shown is None:
        return ""
    where = "，".join(escape(str(part)) for part in (shown.agency, shown.year) if part)
    return f'<p class="note">“{escape(shown.text)}” —— {where}</p>'


def _refs(refs: Iterable[str]) -> str:
    return "".join(f'<button type="button" class="ref" data-refs="{ref}">{ref}</button>' for ref in refs)


def _tables(summary: SummaryReport) -> Iterator[str]:
    t = texts(summary.language)
    names: tuple[tuple[Kind, str], ...] = (("problem", "problems"), ("measure", "measures"))
    for kind, title in names:
        yield from _counts(summary, kind, f"{t['counts']}：{t[title]}")
    if summary.statements:
        items = "".join(f"<li>{escape(title)}：{escape(said)}</li>" for title, said in spread(summary))
        yield f"<section id=spread><h2>{t['spread']}</h2><ul>{items}</ul></section>"
    yield from _repeated(summary)
    yield from _copies(summary)
    yield from _agreement(summary)
    yield from _model(summary)
    yield from _notes(summary)
    yield from _cited(summary)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], numbers: frozenset[int] = frozenset()) -> str:
    """A table; cells are HTML already."""

    def cells(tag: str, row: Sequence[str]) -> str:
        return "".join(
            f"<{tag}{' class=number' if at in numbers else ''}>{cell}</{tag}>" for at, cell in enumerate(row)
        )

    body = "\n".join(f"<tr>{cells('td', row)}</tr>" for row in rows)
    heads = f"<thead><tr>{cells('th', head)}</tr></thead>"
    return f'<div class="scroll"><table>\n{heads}\n<tbody>\n{body}\n</tbody></table></div>'


def _counts(summary: SummaryReport, kind: Kind, title: str) -> Iterator[str]:
    t = texts(summary.language)
    rows = [
        [
            f'<span title="{escape(theme.definition)}">{escape(_name(theme.zh, theme.en, summary))}</span>',
            f'<button type="button" class="count" data-theme="{kind}.{theme.id}">{theme.agencies}</button>',
            f"{theme.share}%", str(theme.texts), str(theme.statements),
            *([] if theme.unanswered is None else [str(theme.unanswered)]),
        ]
        for theme in summary.themes
        if theme.kind == kind and theme.statements
    ]  # fmt: skip
    if rows:
        head = ["theme", "agencies", "share", "texts", "statements", *(["unanswered"] if kind == "problem" else [])]
        table = _table([t[name] for name in head], rows, frozenset({1, 2, 3, 4, 5}))
        yield f"<section><h2>{escape(title)}</h2>{table}</section>"


def _repeated(summary: SummaryReport) -> Iterator[str]:
    t = texts(summary.language)
    themes = {theme.id: _name(theme.zh, theme.en, summary) for theme in summary.themes if theme.kind == "problem"}
    rows = [
        [
            escape(each.agency), escape(themes[each.theme]), "、".join(map(str, each.years)),
            t["yes"] if each.same_wording else "",
            _count_button(each.refs, each.agency),
        ]
        for each in summary.repeated[:LISTED]
    ]  # fmt: skip
    if rows:
        head = [t[name] for name in ("agency", "theme", "years", "same_wording", "quotes")]
        table = _table(head, rows, frozenset({4}))
        yield f"<section id=repeated><h2>{t['repeated']}</h2>{table}{_rest(len(summary.repeated), t)}</section>"


def _count_button(refs: Sequence[str], title: str) -> str:
    said = f'data-refs="{" ".join(refs)}" data-title="{escape(title)}"'
    return f'<button type="button" class="count" {said}>{len(refs)}</button>'


def _rest(count: int, t: dict[str, str]) -> str:
    return f'<p class="note">{t["and_more"].replace("{count}", str(count - LISTED))}</p>' if count > LISTED else ""


def _copies(summary: SummaryReport) -> Iterator[str]:
    t = texts(summary.language)
    copies = summary.copies
    if copies.pairs:
        items = "\n".join(_pair(pair, t) for pair in copies.pairs[:LISTED])
        yield f"<section id=copies><h2>{t['copies']}</h2>{items}{_rest(len(copies.pairs), t)}</section>"
    if copies.templates:
        rows = [[escape(each.phrase), str(each.agencies)] for each in copies.templates[:LISTED]]
        table = _table(["", t["agencies"]], rows, frozenset({1}))
        yield f"<section><details><summary>{t['templates']}</summary>{table}</details></section>"


def _pair(pair: PairOut, t: dict[str, str]) -> str:
    sides = [
        f"{escape(side.agency or t['unnamed'])} {side.year or t['unknown']} {_refs(side.refs[:2])}"
        for side in (pair.first, pair.second)
    ]
    passages = "".join(
        f"<div>{escape(each.first)}</div><div>{escape(each.second)}</div>" for each in pair.passages or ()
    )
    head = f"{t[pair.relation]}：{sides[0]} → {sides[1]} · {t['overlap']} {round(100 * pair.overlap)}%"
    return f'<details><summary>{head}</summary><div class="sides">{passages}</div></details>'


def _agreement(summary: SummaryReport) -> Iterator[str]:
    agreement = summary.agreement
    if agreement is None:
        return
    t = texts(summary.language)
    names = {(theme.kind, theme.id): _name(theme.zh, theme.en, summary) for theme in summary.themes}
    rows = [[escape(names[each.kind, each.theme]), t[f"{each.kind}s"], _score(each.kappa)] for each in agreement.themes]
    overall = f"Cohen's κ {_score(agreement.kappa)}, Krippendorff's α {_score(agreement.alpha)}"
    table = _table([t["theme"], "", "κ"], rows, frozenset({2}))
    items = "".join(
        f"<li>{_refs([each.ref])} {escape(' '.join(each.first))} / {escape(' '.join(each.second))}</li>"
        for each in agreement.disagreements[:LISTED]
    )
    listed = f"<summary>{t['disagreements']}（{len(agreement.disagreements)}）</summary><ul>{items}</ul>"
    yield f"<section id=agreement><h2>{t['agreement']}</h2><p>{overall}</p>{table}<details>{listed}</details></section>"


def _model(summary: SummaryReport) -> Iterator[str]:
    t = texts(summary.language)
    if summary.proposals:
        items = "".join(
            f"<li>{escape(each.zh)}（{escape(each.en)}）：{escape(each.definition)} {_refs(each.refs)}</li>"
            for each in summary.proposals
        )
        yield f"<section id=proposals><h2>{t['proposals']}</h2><ul>{items}</ul></section>"
    if summary.model and summary.model.rejected:
        items = "".join(f"<li>{escape(each)}</li>" for each in summary.model.rejected)
        yield f"<section id=rejected><h2>{t['rejected']}</h2><ul>{items}</ul></section>"


def _cited(summary: SummaryReport) -> Iterator[str]:
    """The quotes that the sentences cite, for paper and for browsers without scripts."""
    t = texts(summary.language)
    by_ref = {statement.ref: statement for statement in summary.statements}
    cited = dict.fromkeys(ref for sentence in summary.sentences for ref in sentence.refs)
    items = "".join(
        f"<li>{each.ref} {escape(each.text)} —— {escape(each.agency or t['unnamed'])}，{each.year or t['unknown']}</li>"
        for each in map(by_ref.__getitem__, cited)
    )
    if items:
        yield f'<section class="cited"><h2>{t["quotes"]}</h2><ul>{items}</ul></section>'


def _score(value: float | None) -> str:
    return "—" if value is None else f"{value:.2f}"


def _notes(summary: SummaryReport) -> Iterator[str]:
    t = texts(summary.language)
    if summary.notes:
        items = "".join(f"<li>{escape(note)}</li>" for note in summary.notes)
        yield f"<section id=notes><h2>{t['notes']}</h2><ul>{items}</ul></section>"
    for state, names in UNUSABLE.items():
        paths = summary.unusable.get(state, [])
        if paths:
            title = escape(_name(*names, summary))
            items = "".join(f"<li>{escape(path)}</li>" for path in paths[:LISTED])
            yield f"<details><summary>{title}（{len(paths)}）</summary><ul>{items}</ul>{_rest(len(paths), t)}</details>"
