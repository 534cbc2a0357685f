"""The summary in sentences, from templates, in Chinese or English. Every sentence cites statements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from extract.summary.codebook import OTHER, Kind
from extract.summary.counts import DIMENSIONS, ThemeCount, agencies_of
from extract.summary.facts import Fact, Findings, examples, fill, stating_in
from extract.summary.outcome import Language, SentenceOut
from extract.summary.places import UNKNOWN, kinds

TOP = 5
"""Themes that get a sentence each."""
FEWEST = 5
"""A kind of body with fewer agencies is not described on its own."""
FEWEST_A_YEAR = 20
"""Shares of fewer agencies a year are not compared: one agency would move them by more than the difference told."""
LONGEST = 3
"""Cases of a problem repeated that get a sentence each."""
SHIFT = 5
"""Percentage points by which a theme's share must have moved to be told."""

PARTS: Mapping[str, tuple[str, str]] = {
    "scope": ("范围", "Scope"),
    "problems": ("存在的问题", "Problems"),
    "years": ("历年变化", "Over the years"),
    "bodies": ("哪些机关", "By kind of body"),
    "measures": ("改进措施", "Measures"),
    "answered": ("问题与措施的对应", "Problems and the measures that answer them"),
    "repeated": ("多个年度重复提出的问题", "Problems repeated over the years"),
    "copies": ("照抄", "Sections taken over"),
}


@dataclass(frozen=True)
class _Words:
    """One language's templates."""

    scope: str
    unstated: str
    bases: str
    one_year: str
    years: str
    theme: str
    theme_of_one: str
    shift: str
    body: str
    answered: str
    unanswered: str
    repeated: str
    longest: str
    copied_self: str
    copied_other: str
    other: str


_ZH = _Words(
    scope="本次汇总共{reports}份报告，来自{agencies}个机关{when}；其中{stating}个机关的{stated}份报告在第五节中陈述了{problems}条问题和{measures}条措施。",
    unstated="其余{unstated}份报告没有可用的第五节，未计入下文。",
    bases="陈述了问题的有{stating_problems}个机关，陈述了措施的有{stating_measures}个，下文的占比分别以此为分母；一条陈述可以归入几个主题，各主题的占比不能相加。",
    one_year="，均为{first_year}年度",
    years="，年度为{first_year}至{last_year}年",
    theme="{agencies}个机关（占{share}%）{does}“[name]”，独立表述{texts}种。",
    theme_of_one="{does}“[name]”{statements}条。",
    shift="[does]“[name]”的机关，{first_year}年占{before}%（{among_before}个机关中），{last_year}年占{after}%（{among_after}个机关中）；其中{both}个机关两年都陈述了问题。",
    body="[body]类的{among}个机关中，{agencies}个提出“[name]”，多于其他主题。",
    answered="{problems}条问题中，{answered.linked}条有报告中对应的措施，{answered.by_theme}条只有同一主题的措施，{answered.none}条没有措施回应。",
    unanswered="没有措施回应的问题中，“[name]”最多，有{count}条。",
    repeated="{repeated.agencies}个机关在两个或更多年度提出同一主题的问题，共{repeated.cases}例，其中{repeated.same}例措辞基本相同。",
    longest="[agency]在{count}个年度提出“[name]”，最近一次是{year}年。",
    copied_self="{copies.self_agencies}个机关的第五节沿用了本机关往年的内容，共{copies.self}对。",
    copied_other="{copies.other_agencies}个机关的第五节与其他机关雷同，共{copies.other}对。",
    other="另有{count}条[word]未归入任何主题。",
)
_EN = _Words(
    scope=(
        "The summary covers {reports} reports of {agencies} agencies{when}; in section five, {stated} reports of "
        "{stating} agencies state {problems} problems and {measures} measures."
    ),
    unstated="The other {unstated} reports have no section five that can be used; they are not counted below.",
    bases=(
        "{stating_problems} agencies state problems and {stating_measures} state measures: the shares below are shares "
        "of these; a statement may belong to several themes, so shares do not add up."
    ),
    one_year=", all for {first_year}",
    years=" for the years {first_year} to {last_year}",
    theme="{agencies} agencies ({share}%) {does} “[name]”, in {texts} independent wordings.",
    theme_of_one="“[name]” is the theme of {statements} [word].",
    shift=(
        "“[name]” is stated by {before}% of {among_before} agencies in {first_year} and by {after}% of {among_after} "
        "in {last_year}; {both} agencies state problems in both years."
    ),
    body="Of {among} agencies of the kind “[body]”, {agencies} state “[name]”, more than any other theme.",
    answered=(
        "Of {problems} problems, {answered.linked} are answered by a measure of the report, {answered.by_theme} only "
        "by one on the same theme, {answered.none} by none."
    ),
    unanswered="Among problems without a measure, “[name]” is the most frequent ({count}).",
    repeated=(
        "{repeated.agencies} agencies state a problem of the same theme in two years or more, {repeated.cases} cases "
        "in all, {repeated.same} of them in nearly the same words."
    ),
    longest="[agency] states “[name]” in {count} years, last in {year}.",
    copied_self=(
        "The section of {copies.self_agencies} agencies was taken over from their own earlier report, {copies.self} "
        "pairs in all."
    ),
    copied_other=(
        "The section of {copies.other_agencies} agencies is the same as another agency's, {copies.other} pairs in all."
    ),
    other="{count} more [word] belong to no theme.",
)
_DOES = {
    ("zh", "problem"): "提出", ("zh", "measure"): "承诺", ("en", "problem"): "state", ("en", "measure"): "announce",
}  # fmt: skip
_WORD = {
    ("zh", "problem"): "问题",
    ("zh", "measure"): "措施",
    ("en", "problem"): "problems",
    ("en", "measure"): "measures",
}


class Writer:
    """Writes the sentences of one language."""

    def __init__(self, findings: Findings, facts: Mapping[str, Fact], language: Language) -> None:
        self._findings = findings
        self._facts = facts
        self._language = language
        self._words = _EN if language == "en" else _ZH

    def sentences(self) -> list[SentenceOut]:
        """All sentences, part by part; none at all where nothing is stated."""
        if not self._findings.corpus.statements:
            return []
        return [
            *self._scope(), *self._themes("problem", "problems"), *self._shifts(), *self._bodies(),
            *self._themes("measure", "measures"), *self._answered(), *self._repeated(), *self._copies(),
        ]  # fmt: skip

    def _name(self, kind: Kind, theme: str) -> str:
        return self._findings.codebook.theme(kind, theme).name(self._language)

    def _say(
        self, part: str, template: str, refs: Sequence[str], names: Mapping[str, str] | None = None, **numbers: int
    ) -> SentenceOut:
        local = {name: Fact(name, value, "", ()) for name, value in numbers.items()}
        text, used = fill(template, {**self._facts, **local})
        for name, value in (names or {}).items():
            text = text.replace(f"[{name}]", value)
        return SentenceOut(part=part, text=text, refs=list(refs), numbers=used)

    def _scope(self) -> Iterator[SentenceOut]:
        years = self._findings.corpus.years
        when = "" if not years else self._words.one_year if len(years) == 1 else self._words.years
        refs = self._facts["reports"].refs
        yield self._say("scope", self._words.scope.replace("{when}", when), refs)
        if self._facts["unstated"].value:
            yield self._say("scope", self._words.unstated, refs)
        if self._findings.corpus.agencies > 1:
            yield self._say("scope", self._words.bases, refs)

    def _themes(self, kind: Kind, part: str) -> Iterator[SentenceOut]:
        counted = self._findings.problems if kind == "problem" else self._findings.measures
        stated = [each for each in counted if each.statements]
        for each in [one for one in stated if one.theme != OTHER][:TOP]:
            base = f"{kind}.{each.theme}"
            alone = self._findings.stating(kind) == 1
            template = self._words.theme_of_one if alone else self._words.theme
            template = template.replace("{does}", _DOES[self._language, kind])
            for field in ("agencies", "share", "texts", "statements"):
                template = template.replace(f"{{{field}}}", f"{{{base}.{field}}}")
            yield self._say(
                part,
                template,
                self._facts[f"{base}.agencies"].refs,
                {"name": self._name(kind, each.theme), "word": _WORD[self._language, kind]},
            )
        for each in stated:
            if each.theme == OTHER:
                word = {"word": _WORD[self._language, kind]}
                yield self._say(part, self._words.other, examples(each.statements), word, count=len(each.statements))

    def _shifts(self) -> Iterator[SentenceOut]:
        """The themes whose share moved most between the first year and the last."""
        years = self._findings.corpus.years
        if len(years) < 2:
            return
        first, last = (stating_in(self._findings, "problem", year) for year in (years[0], years[-1]))
        if min(len(first), len(last)) < FEWEST_A_YEAR:
            return
        among = {"among_before": len(first), "among_after": len(last), "both": len(first & last)}
        moved = []
        for each in self._findings.problems:
            if each.statements and each.theme != OTHER:
                before, after = (self._facts[f"problem.{each.theme}.share_{year}"] for year in (years[0], years[-1]))
                moved.append((abs(after.value - before.value), each.theme, before, after))
        for shift, theme, before, after in sorted(moved, key=lambda row: (-row[0], row[1]))[:TOP]:
            if shift >= SHIFT:
                names = {"name": self._name("problem", theme), "does": _DOES[self._language, "problem"]}
                refs = list(dict.fromkeys((*before.refs[:2], *after.refs[:2])))
                yield self._say(
                    "years", self._words.shift, refs, names, before=before.value, after=after.value, **among
                )

    def _bodies(self) -> Iterator[SentenceOut]:
        problems = self._findings.corpus.problems
        of = DIMENSIONS["body"]
        named = {kind.id: kind.en if self._language == "en" else kind.zh for kind in kinds()}
        among = {
            body: agencies_of(each for each in problems if of(each) == body) for body in {of(each) for each in problems}
        }
        for body, count in sorted(among.items(), key=lambda row: (-row[1], row[0]))[:TOP]:
            if body != UNKNOWN and count >= FEWEST and len(among) > 1:
                top = self._top(body)
                if top:
                    behind = [each for each in top.statements if of(each) == body]
                    names = {"body": named[body], "name": self._name("problem", top.theme)}
                    agencies = top.by["body"][body]
                    yield self._say("bodies", self._words.body, examples(behind), names, among=count, agencies=agencies)

    def _top(self, body: str) -> ThemeCount | None:
        """The one theme that the most agencies of a kind state; None where two share the first place."""
        ranked = sorted(
            (each for each in self._findings.problems if each.theme != OTHER and body in each.by["body"]),
            key=lambda each: -each.by["body"][body],
        )
        if not ranked or (len(ranked) > 1 and ranked[0].by["body"][body] == ranked[1].by["body"][body]):
            return None
        return ranked[0]

    def _answered(self) -> Iterator[SentenceOut]:
        if not self._findings.corpus.problems:
            return
        yield self._say("answered", self._words.answered, examples(self._findings.corpus.problems))
        without = self._findings.answered.unanswered
        by_theme = [
            (each.theme, [one for one in without if each.theme in one.themes])
            for each in self._findings.problems
            if each.theme != OTHER
        ]
        ranked = sorted(by_theme, key=lambda row: -len(row[1]))
        counts = [len(behind) for _, behind in ranked] + [0, 0]
        if counts[0] > max(1, counts[1]):
            theme, behind = ranked[0]
            name = {"name": self._name("problem", theme)}
            yield self._say("answered", self._words.unanswered, examples(behind), name, count=len(behind))

    def _repeated(self) -> Iterator[SentenceOut]:
        if not self._findings.repeated:
            return
        yield self._say("repeated", self._words.repeated, self._facts["repeated.cases"].refs)
        for each in self._findings.repeated[:LONGEST]:
            names = {"agency": each.agency, "name": self._name("problem", each.theme)}
            refs = [statement.ref for statement in each.statements]
            yield self._say("repeated", self._words.longest, refs, names, count=len(each.years), year=each.years[-1])

    def _copies(self) -> Iterator[SentenceOut]:
        for relation, template in (("self", self._words.copied_self), ("other", self._words.copied_other)):
            fact = self._facts[f"copies.{relation}"]
            if fact.value:
                yield self._say("copies", template, fact.refs)
