"""`summary.md`: the sentences with their references, the counts, and every quote that is cited."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from extract.summary.codebook import Kind
from extract.summary.notes import UNUSABLE
from extract.summary.outcome import PairOut, SentenceOut, StatementOut, SummaryReport, ThemeOut
from extract.summary.places import UNKNOWN, kinds
from extract.summary.words import LEVELS, level_name, texts
from extract.summary.writing import PARTS

LISTED = 30
"""Rows of a list; the rest stands in `summary.json`."""

_SPECIAL = re.compile(r"([\\`*_{}\[\]#+!|~$-])")


def escaped(text: str) -> str:
    """Text of a report as text: no Markdown, no HTML, on one line."""
    return _SPECIAL.sub(r"\\\1", html.escape(" ".join(text.split()), quote=False))


class Markdown:
    """Writes one summary."""

    def __init__(self, summary: SummaryReport) -> None:
        self._summary = summary
        self._t = texts(summary.language)
        self._by_ref = {statement.ref: statement for statement in summary.statements}
        self._names = {
            (theme.kind, theme.id): theme.en if summary.language == "en" else theme.zh for theme in summary.themes
        }
        self._cited: dict[str, None] = {}

    def text(self) -> str:
        blocks = [
            f"# {self._t['title']}", self._made(), *self._sentences(), *self._counts(), *self._repeated(),
            *self._copies(), *self._agreement(), *self._model(), *self._notes(),
        ]  # fmt: skip
        return "\n\n".join([*blocks, *self._quotes()]) + "\n"

    def _made(self) -> str:
        return f"{self._t['by_' + self._summary.coder]}{self._t['and']}{self._t['codebook']} {self._summary.codebook}"

    def _sentences(self) -> Iterator[str]:
        place = 1 if self._summary.language == "en" else 0
        for part, names in PARTS.items():
            here = [sentence for sentence in self._summary.sentences if sentence.part == part]
            if here:
                yield f"## {names[place]}"
                yield "\n".join(line for sentence in here for line in self._sentence(sentence))

    def _sentence(self, sentence: SentenceOut) -> Iterator[str]:
        yield f"- {escaped(sentence.text)} {self._refs(sentence.refs)}"
        shown = example(sentence, self._by_ref)
        if shown:
            yield f"  - {self._t['for_example']}“{escaped(shown.text)}” —— {self._where(shown)}"

    def _refs(self, refs: Iterable[str]) -> str:
        known = [ref for ref in refs if ref in self._by_ref]
        self._cited.update(dict.fromkeys(known))
        return " ".join(f"[{ref}](#{ref.lower()})" for ref in known)

    def _counts(self) -> Iterator[str]:
        kinds: tuple[tuple[Kind, str], ...] = (("problem", "problems"), ("measure", "measures"))
        for kind, title in kinds:
            rows = [theme for theme in self._summary.themes if theme.kind == kind and theme.statements]
            if rows:
                head = ["theme", "agencies", "share", "texts", "statements"]
                head += ["unanswered"] if kind == "problem" else []
                yield f"## {self._t['counts']}：{self._t[title]}"
                yield _table([self._t[name] for name in head], [self._row(row) for row in rows])
        if self._summary.statements:
            yield f"## {self._t['spread']}"
            yield "\n".join(f"- {title}：{escaped(said)}" for title, said in spread(self._summary))

    def _row(self, row: ThemeOut) -> list[str]:
        name = escaped(self._names[row.kind, row.id])
        cells = [name, str(row.agencies), f"{row.share}%", str(row.texts), str(row.statements)]
        return cells if row.unanswered is None else [*cells, str(row.unanswered)]

    def _repeated(self) -> Iterator[str]:
        repeated = self._summary.repeated
        if repeated:
            yield f"## {self._t['repeated']}"
            rows = [
                [
                    escaped(each.agency), escaped(self._names["problem", each.theme]), "、".join(map(str, each.years)),
                    self._t["yes"] if each.same_wording else "", self._refs(each.refs[:4]),
                ]
                for each in repeated[:LISTED]
            ]  # fmt: skip
            yield _table([self._t[name] for name in ("agency", "theme", "years", "same_wording", "quotes")], rows)
            yield from self._rest(len(repeated))

    def _rest(self, count: int) -> Iterator[str]:
        if count > LISTED:
            yield self._t["and_more"].replace("{count}", str(count - LISTED))

    def _copies(self) -> Iterator[str]:
        copies = self._summary.copies
        if copies.pairs:
            yield f"## {self._t['copies']}"
            yield "\n".join(self._pair(pair) for pair in copies.pairs[:LISTED])
            yield from self._rest(len(copies.pairs))
        if copies.templates:
            yield f"## {self._t['templates']}"
            yield "\n".join(f"- {each.agencies}：{escaped(each.phrase)}" for each in copies.templates[:LISTED])

    def _pair(self, pair: PairOut) -> str:
        first, second = (
            f"{self._agency(side.agency)} {side.year or self._t['unknown']}" for side in (pair.first, pair.second)
        )
        lines = [f"- {self._t[pair.relation]}：{first} → {second}，{self._t['overlap']} {round(100 * pair.overlap)}%"]
        lines += [f"  - {escaped(passage.first)}" for passage in (pair.passages or [])[:3]]
        return "\n".join(lines)

    def _agency(self, agency: str | None) -> str:
        return escaped(agency) if agency else self._t["unnamed"]

    def _agreement(self) -> Iterator[str]:
        agreement = self._summary.agreement
        if agreement:
            yield f"## {self._t['agreement']}"
            yield f"Cohen's κ {_score(agreement.kappa)}, Krippendorff's α {_score(agreement.alpha)}"
            rows = [
                [escaped(self._names[each.kind, each.theme]), self._t[f"{each.kind}s"], _score(each.kappa)]
                for each in agreement.themes
            ]
            yield _table([self._t["theme"], "", "κ"], rows)
            yield f"### {self._t['disagreements']}"
            yield "\n".join(
                f"- {self._refs([each.ref])} {' '.join(each.first)} / {' '.join(each.second)}"
                for each in agreement.disagreements[:LISTED]
            )
            yield from self._rest(len(agreement.disagreements))

    def _model(self) -> Iterator[str]:
        if self._summary.proposals:
            yield f"## {self._t['proposals']}"
            yield "\n".join(
                f"- {escaped(each.zh)}（{escaped(each.en)}）：{escaped(each.definition)} {self._refs(each.refs)}"
                for each in self._summary.proposals
            )
        if self._summary.model and self._summary.model.rejected:
            yield f"## {self._t['rejected']}"
            yield "\n".join(f"- {escaped(each)}" for each in self._summary.model.rejected)

    def _notes(self) -> Iterator[str]:
        if self._summary.notes:
            yield f"## {self._t['notes']}"
            yield "\n".join(f"- {escaped(note)}" for note in self._summary.notes)
        if any(self._summary.unusable.values()):
            yield f"## {self._t['unusable']}"
            for state, (chinese, english) in UNUSABLE.items():
                paths = self._summary.unusable.get(state, [])
                if paths:
                    yield f"{english if self._summary.language == 'en' else chinese}（{len(paths)}）"
                    yield "\n".join(f"- {escaped(path)}" for path in paths[:LISTED])
                    yield from self._rest(len(paths))

    def _quotes(self) -> Iterator[str]:
        if self._cited:
            yield f"## {self._t['quotes']}"
            yield "\n".join(self._quote(self._by_ref[ref]) for ref in sorted(self._cited, key=_order))

    def _quote(self, statement: StatementOut) -> str:
        said = f"“{escaped(statement.text)}” —— {self._where(statement)}"
        return f'- <a id="{statement.ref.lower()}"></a>{statement.ref} {said}'

    def _where(self, statement: StatementOut) -> str:
        parts = (self._agency(statement.agency), statement.year, escaped(place(statement)))
        return "，".join(str(part) for part in parts if part)


EXAMPLE_PARTS = ("problems", "measures")
"""The parts whose sentences are followed by a quote in full."""


def example(sentence: SentenceOut, by_ref: Mapping[str, StatementOut]) -> StatementOut | None:
    """The quote that a sentence is shown with: of those it cites, the shortest."""
    if sentence.part not in EXAMPLE_PARTS:
        return None
    return min((by_ref[ref] for ref in sentence.refs if ref in by_ref), key=lambda each: len(each.text), default=None)


def spread(summary: SummaryReport) -> Iterator[tuple[str, str]]:
    """The agencies with statements by kind of body, level and province: a title, and the counts, unknown last."""
    t = texts(summary.language)
    place = 1 if summary.language == "en" else 0
    bodies = {kind.id: (kind.zh, kind.en)[place] for kind in kinds()}
    levels = {level: level_name(level, summary.language) for level in LEVELS}
    scope = summary.scope
    for dimension, counts, names in (
        ("body", scope.by_body, bodies), ("level", scope.by_level, levels), ("region", scope.by_region, {}),
    ):  # fmt: skip
        ranked = sorted(counts, key=lambda value: (value == UNKNOWN, -counts[value], value))
        named = (t["unknown"] if value == UNKNOWN else names.get(value, value) for value in ranked)
        yield (
            t[f"by_{dimension}"],
            "，".join(f"{name} {counts[value]}" for name, value in zip(named, ranked, strict=True)),
        )


def place(statement: StatementOut) -> str:
    """Province and city of a statement, as far as they are known."""
    return " ".join(part for part in (statement.province, statement.city) if part)


def _order(ref: str) -> tuple[bool, int]:
    return ref[0] != "P", int(ref[1:])


def _score(value: float | None) -> str:
    return "—" if value is None else f"{value:.2f}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])
