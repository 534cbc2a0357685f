"""The prose of made reports: agency, title, overview, problems and measures, each style that reports use.

Everything that carries a label is wrapped in marks, so that its offsets are known in whatever layout.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

from eval.made.marks import Marks

_ADDRESS = re.compile(r"\{([a-z_]+\.[a-z_]+\.[a-z_]+)\}")
_ENUMERATORS = {
    "shi": ["一是", "二是", "三是", "四是", "五是"],
    "brackets": ["（一）", "（二）", "（三）", "（四）", "（五）"],
    "digits": ["1.", "2.", "3.", "4.", "5."],
    "order": ["首先，", "其次，", "再次，", "此外，", "最后，"],
}


@lru_cache(maxsize=2)
def _data(name: str) -> dict[str, Any]:
    with Path(__file__).with_name(name).open("rb") as file:
        return tomllib.load(file)


def wording() -> dict[str, Any]:
    """The words of made reports."""
    return _data("wording.toml")


def themes_of(kind: str, quote: str) -> list[str]:
    """The themes by hand of a problem or a measure, whatever a layout did to its spaces and lines."""
    return _coded(kind)["".join(quote.split())]


@lru_cache(maxsize=2)
def _coded(kind: str) -> dict[str, list[str]]:
    return {"".join(text.split()): list(themes) for text, themes in _data("themes.toml")[kind].items()}


@dataclass(frozen=True)
class Body:
    """Who reports: its name, how it speaks of itself, and how many applications it handles a year."""

    agency: str
    we: str
    size: int


@dataclass
class Prose:
    """The text of a report around its tables, marked; paragraphs are separated by line breaks."""

    title: list[str]
    preamble: str
    overview: str
    issues: str
    other: str
    signature: str
    problem_topics: list[str] = field(default_factory=list)
    measure_topics: list[str] = field(default_factory=list)
    answers: list[list[int]] = field(default_factory=list)
    differences: list[tuple[str, str]] = field(default_factory=list)
    """Cell, and the figure that the prose gives in its place; the quote is the span ("difference", index)."""


def choose_body(rng: Random) -> Body:
    words = wording()
    body = rng.choice(words["body"])
    place = rng.choice(words["places"])
    name = rng.choice(body["names"]).format(place=place, township=rng.choice(words["townships"]))
    return Body(name, body["we"], rng.choice(body["sizes"]))


class Writer:
    """Writes one report's prose. `figures` are the printed values by address; a cell without one is not spoken of."""

    def __init__(self, body: Body, year: int, figures: Mapping[str, str], marks: Marks, rng: Random) -> None:
        self.body, self.year, self.figures, self.marks, self.rng = body, year, figures, marks, rng
        self.words = wording()

    def write(self, style: str, differ: bool = False) -> Prose:
        """The whole prose; `style` is the style of section 五, `differ` puts one wrong figure into section 一."""
        prose = Prose(self._title(), self._line(self.words["preamble"]["lines"]), "", "", "", self._signature())
        prose.overview = self._overview(prose, differ)
        prose.issues = ISSUE_STYLES[style](_Issues(self, prose))
        prose.other = self._line(self.words["other"]["lines"])
        return prose

    def _title(self) -> list[str]:
        agency, year = self.body.agency, self.year
        return self.rng.choice(
            [
                [f"{agency}{year}年政府信息公开工作年度报告"],
                [f"{agency} {year} 年政府信息公开工作年度报告"],
                [f"{agency}", f"{year}年度政府信息公开工作年度报告"],
                [f"{year}年{agency}政府信息公开", "工作年度报告"],
                [f"{agency}{year}年度政府信息公开", "工作年度报告"],
            ]
        )

    def _signature(self) -> str:
        if self.rng.random() < 0.4:
            return ""
        day = self.rng.randrange(5, 31)
        return f"{self.body.agency}\n{self.year + 1}年1月{day}日"

    def fill(self, text: str) -> str:
        """A sentence of the wording file with its blanks filled in."""
        rng = self.rng
        names = {
            "agency": self.body.agency, "we": self.body.we, "year": self.year, "next": self.year + 1,
            "before": self.year - 1, "n1": rng.randrange(30, 900), "n2": rng.randrange(4, 30),
            "n3": rng.randrange(1, 9),
        }  # fmt: skip
        return re.sub(r"\{(\w+)\}", lambda match: str(names[match[1]]), text)

    def _line(self, choices: list[str]) -> str:
        return self.fill(self.rng.choice(choices))

    def _overview(self, prose: Prose, differ: bool) -> str:
        overview = self.words["overview"]
        kinds = ["active", "", "management", "platform", "supervision"]
        numbers = ["（一）", "（二）", "（三）", "（四）", "（五）"]
        parts = [self._line(overview["openings"])]
        for number, heading, kind in zip(numbers, overview["headings"], kinds, strict=True):
            text = self._line(overview[kind]) if kind else self._claims(prose, differ)
            parts.append(f"{number}{heading}。{text}")
        return "\n".join(parts)

    def _claims(self, prose: Prose, differ: bool) -> str:
        sentences = [text for text in (self._claim(claim) for claim in self.words["claim"]) if text]
        if differ:
            sentences = self._differing(sentences, prose)
        return "。".join(_ADDRESS.sub(lambda match: self.figures[match[1]], text) for text in sentences) + "。"

    def _claim(self, claim: Mapping[str, str]) -> str:
        cells = _ADDRESS.findall(claim["text"])
        if any(cell not in self.figures for cell in cells):
            return ""
        zero = all(self.figures[cell] == "0" for cell in cells)
        return self.fill_keeping_cells(claim["zero"] if zero else claim["text"])

    def fill_keeping_cells(self, text: str) -> str:
        kept = _ADDRESS.sub(lambda match: f"⟦{match[1]}⟧", text)
        return self.fill(kept).replace("⟦", "{").replace("⟧", "}")

    def _differing(self, sentences: list[str], prose: Prose) -> list[str]:
        """One figure of one claim made wrong, and its clause marked."""
        for place, sentence in enumerate(sentences):
            clauses = sentence.split("，")
            for number, clause in enumerate(clauses):
                cells = _ADDRESS.findall(clause)
                if not cells:
                    continue
                wrong = self._wrong(cells[0])
                text = clause.replace(f"{{{cells[0]}}}", wrong)
                clauses[number] = self.marks.wrap("difference", len(prose.differences), text)
                prose.differences.append((cells[0], wrong))
                return [*sentences[:place], "，".join(clauses), *sentences[place + 1 :]]
        return sentences

    def _wrong(self, cell: str) -> str:
        """A number near the cell's that is not its sum with another cell's (收到 = 新收 + 结转)."""
        value = int(self.figures[cell])
        sums = {value + int(other) for other in self.figures.values() if other.isdigit()}
        return str(next(value + step for step in self.rng.sample(range(1, 999), 998) if value + step not in sums))


class _Issues:
    """Section 五 of one report: topics chosen, problems and measures written in the order they are printed."""

    def __init__(self, writer: Writer, prose: Prose) -> None:
        self.writer, self.prose, self.rng = writer, prose, writer.rng
        self.words = writer.words["issues"]
        self.problem_texts: list[str] = []
        self.topics: list[dict[str, Any]] = self.rng.sample(writer.words["topic"], self.rng.randrange(2, 5))

    def say(self, name: str) -> str:
        return self.writer.fill(self.rng.choice(self.words[name]))

    def problem(self, topic: Mapping[str, Any], source: str = "problems") -> str:
        prose = self.prose
        prose.problem_topics.append(topic["id"])
        text = self.rng.choice(topic[source])
        self.problem_texts.append(text)
        return self.writer.marks.wrap("problem", len(prose.problem_topics) - 1, text)

    def measure(self, topic: Mapping[str, Any], sentences: int = 2, parallel: bool = True) -> str:
        """A measure on a topic, of at most so many sentences.

        It answers the problem on its topic where the lists run `parallel` (as many measures as problems, in the
        same order), else only where the two share a word that tells.
        """
        prose = self.prose
        text = self.rng.choice([text for text in topic["measures"] if text.count("。") < sentences])
        answers = [
            index
            for index, name in enumerate(prose.problem_topics)
            if name == topic["id"] and (parallel or _share_a_word(self.problem_texts[index], text))
        ]
        prose.measure_topics.append(topic["id"])
        prose.answers.append(answers)
        return self.writer.marks.wrap("measure", len(prose.measure_topics) - 1, text)

    def listed(self, items: list[str], style: str, end: str) -> str:
        """Items behind their enumerators; `end` stands between them, 。 after the last."""
        marks = _ENUMERATORS[style]
        lines = [f"{mark}{item}" for mark, item in zip(marks, items, strict=False)]
        return end.join(lines) + "。"

    def problems(self) -> list[str]:
        return [self.problem(topic) for topic in self.topics]

    def measures(self, parallel: bool = True) -> list[str]:
        return [self.measure(topic, parallel=parallel) for topic in self.topics]


_COMMON = frozenset(("公开", "信息", "工作", "不够", "进行", "情况", "开工", "息公", "个别", "部分"))


def _share_a_word(problem: str, measure: str) -> bool:
    """Whether two characters in a row stand in both that do not stand in every such text."""
    pairs = {problem[place : place + 2] for place in range(len(problem) - 1)} - _COMMON
    return any(pair in measure for pair in pairs if pair.isalpha())


def _enumerated(style: str, end: str, broken: bool) -> Any:
    """Problems and then measures behind enumerators, each list in one paragraph or one item a line."""

    def write(issues: _Issues) -> str:
        gap = "\n" if broken else ""
        problems = issues.listed(issues.problems(), style, end + gap)
        measures = issues.listed(issues.measures(), style, "。" + gap)
        return f"{issues.say('openings')}{issues.say('leads')}{gap}{problems}\n{issues.say('turns')}{gap}{measures}"

    return write


def _semicolons(issues: _Issues) -> str:
    """Problems without enumerators, parted by ；; measures one a sentence."""
    topics = issues.topics
    problems = "；".join(issues.problem(topic, "clauses") for topic in topics)
    measures = "".join(issues.measure(topic, 1) + "。" for topic in topics)
    return f"{issues.say('openings')}{issues.say('leads')}{problems}。\n{issues.say('turns')}\n{measures}"


def _headed(issues: _Issues) -> str:
    """Two blocks under headings of their own, each numbered from 1."""
    style = issues.rng.choice(["digits", "shi"])
    gap = "\n" if style == "digits" else ""
    problems = issues.listed(issues.problems(), style, "。" + gap)
    measures = issues.listed(issues.measures(), style, "。" + gap)
    return f"{issues.say('problem_heads')}\n{problems}\n{issues.say('measure_heads')}\n{measures}"


def _one_paragraph(issues: _Issues) -> str:
    problems = issues.listed(issues.problems(), "shi", "；")
    measures = issues.listed(issues.measures(), "shi", "；")
    return f"{issues.say('openings')}{issues.say('leads')}{problems}{issues.say('turns')}{measures}"


def _inline(issues: _Issues) -> str:
    """An unnumbered list inside a sentence, and one sentence of measures."""
    problems = "、".join(issues.problem(topic, "clauses") for topic in issues.topics)
    words = f"{issues.say('openings')}{issues.say('list_leads')}{problems}{issues.say('list_tails')}。"
    measures = "".join(issues.measure(topic, 1) + "。" for topic in issues.topics)
    return f"{words}\n{issues.say('turns')}\n{measures}"


def _paired(issues: _Issues) -> str:
    """Each problem with its measure right behind it."""
    lines = []
    for mark, topic in zip(_ENUMERATORS["brackets"], issues.topics, strict=False):
        problem = issues.problem(topic)
        lines.append(f"{mark}{problem}。改进措施：{issues.measure(topic, 1)}。")
    return f"{issues.say('openings')}{issues.say('leads')}\n" + "\n".join(lines)


def _more_measures(issues: _Issues) -> str:
    """One measure more than problems; the last answers none of them."""
    every = issues.writer.words["topic"]
    spare = issues.rng.choice([topic for topic in every if topic not in issues.topics])
    problems = issues.listed(issues.problems(), "shi", "；")
    measures = issues.listed([*issues.measures(parallel=False), issues.measure(spare)], "shi", "。")
    return f"{issues.say('openings')}{issues.say('leads')}{problems}\n{issues.say('turns')}{measures}"


ISSUE_STYLES = {
    "shi": _enumerated("shi", "；", False),
    "shi_sentences": _enumerated("shi", "。", False),
    "brackets": _enumerated("brackets", "。", True),
    "digits": _enumerated("digits", "。", True),
    "order": _enumerated("order", "；", False),
    "semicolons": _semicolons,
    "headed": _headed,
    "one_paragraph": _one_paragraph,
    "inline": _inline,
    "paired": _paired,
    "more_measures": _more_measures,
}
