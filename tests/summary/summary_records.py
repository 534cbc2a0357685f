"""Records with statements in section 五, as a run would hold them."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence

from eval.coding.gold import statements
from schemas.form import load_form
from schemas.record import Measure, Problem, Reading, Record, SectionSpan, Source


def made_record(
    agency: str | None,
    year: int | None,
    problems: Sequence[str] = (),
    measures: Sequence[str | tuple[str, list[int]]] = (),
    section: bool = True,
    path: str | None = None,
) -> Record:
    """A record whose section 五 holds the statements one a line; a measure may come with what it answers."""
    given = [(text, []) if isinstance(text, str) else text for text in measures]
    text = "\n".join([*problems, *(said for said, _ in given)])
    places = [(text.index(said), text.index(said) + len(said)) for said in (*problems, *(said for said, _ in given))]
    identity = hashlib.sha256(f"{agency} {year} {path} {text}".encode()).hexdigest()
    number = load_form().issues_section
    return Record(
        id=identity[:16],
        source=Source(path=path or f"{agency}-{year}.txt", sha256=identity, media_type="text/plain"),
        agency=agency, year=year, editions={}, tables={}, cells={},
        sections=[SectionSpan(number=number, title="存在的问题", start=0, end=len(text))] if section else [],
        problems=[
            Problem(text=said, quote=said, start=start, end=end)
            for said, (start, end) in zip(problems, places, strict=False)
        ],
        measures=[
            Measure(text=said, quote=said, start=start, end=end, answers=answers)
            for (said, answers), (start, end) in zip(given, places[len(problems) :], strict=True)
        ],
        reading=Reading(reader="rules"),
    )  # fmt: skip


def many_records(agencies: int, years: Sequence[int] = (2022, 2023, 2024), seed: int = 11) -> list[Record]:
    """Records of so many agencies in all provinces and of all kinds, some copied from the year before."""
    from extract.summary.places import divisions

    chance = random.Random(seed)
    problems = [each.text for each in statements() if each.kind == "problem"]
    measures = [each.text for each in statements() if each.kind == "measure"]
    names = divisions().names
    counties = [
        (names[code[:2] + "0000"] + names.get(code[:4] + "00", "") + name)
        for code, name in names.items()
        if not code.endswith("00")
    ]
    bodies = ["人民政府", "教育局", "科学技术局", "公安局", "民政局", "财政局", "自然资源局", "生态环境局",
              "住房和城乡建设局",
              "交通运输局", "农业农村局", "卫生健康委员会", "市场监督管理局", "税务局", "司法局",
              "文化和旅游局"]  # fmt: skip
    made = []
    for number in range(agencies):
        name = chance.choice(counties) + chance.choice(bodies) + (f"第{number}分局" if number % 50 == 0 else "")
        before: tuple[list[str], list[str]] | None = None
        for year in years:
            if before and chance.random() < 0.08:
                said = before
            else:
                said = (
                    chance.sample(problems, chance.randrange(2, 5)),
                    chance.sample(measures, chance.randrange(2, 5)),
                )
            answers = [
                (text, [at] if at < len(said[0]) and chance.random() < 0.7 else []) for at, text in enumerate(said[1])
            ]
            made.append(made_record(name, year, said[0], answers, path=f"{number}/{year}.txt"))
            before = said
    return made
