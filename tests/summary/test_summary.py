"""The summary as a whole: its text, its files, and what bad input makes of it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from summary_records import made_record, many_records

from extract.run import RunMissing
from extract.run.errors import UsageError
from extract.summary.codebook import CodebookError, load_codebook
from extract.summary.entry import FILES, Options, summarize, summary_of, write
from extract.summary.facts import DIGITS
from extract.summary.outcome import Language, SummaryReport
from schemas.record import Cell, Record, Where

CODEBOOK = load_codebook()


def summary(*records: Record, language: Language = "zh") -> SummaryReport:
    return summary_of(records, CODEBOOK, Options(language=language))


@pytest.fixture(scope="module")
def many() -> list[Record]:
    return many_records(60)


def assert_sound(made: SummaryReport, records: list[Record]) -> None:
    """Every sentence cites statements that there are, states computed numbers only, and every quote is verbatim."""
    known = {statement.ref: statement for statement in made.statements}
    agencies = {statement.agency for statement in made.statements if statement.agency}
    for sentence in made.sentences:
        assert sentence.refs and set(sentence.refs) <= known.keys()
        bare = sentence.text
        for agency in agencies:
            bare = bare.replace(agency, "")
        assert sorted(map(int, DIGITS.findall(bare))) == sorted(sentence.numbers)
        assert not re.search(r"[{}\[\]]", sentence.text)
    sources = {record.id: record for record in records}
    for statement in made.statements:
        record = sources[statement.report]
        stated = [*record.problems, *record.measures]
        assert any(
            (each.quote, each.start, each.end) == (statement.quote, statement.start, statement.end) for each in stated
        )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_sentence_resolves_and_every_number_is_computed(many: list[Record], language: Language) -> None:
    made = summary(*many, language=language)
    assert {sentence.part for sentence in made.sentences} >= {"scope", "problems", "measures", "answered", "repeated"}
    assert_sound(made, many)


def test_the_numbers_of_the_text_are_those_counted_anew(many: list[Record]) -> None:
    made = summary(*many)
    first = next(sentence for sentence in made.sentences if sentence.part == "problems")
    top = next(theme for theme in made.themes if theme.kind == "problem")
    agencies = {each.agency for each in made.statements if each.kind == "problem" and top.id in each.themes}
    stating = {each.agency for each in made.statements if each.kind == "problem"}
    assert first.text.startswith(
        f"{len(agencies)}个机关（占{round(100 * len(agencies) / len(stating))}%）提出“{top.zh}”"
    )


def test_the_shares_say_what_they_are_shares_of(many: list[Record]) -> None:
    made = summary(*many, made_record("第五节空着的局", 2024))
    stating = {each.agency for each in made.statements if each.kind == "problem"}
    scope = [sentence.text for sentence in made.sentences if sentence.part == "scope"]
    assert any(f"陈述了问题的有{len(stating)}个机关" in text and "分母" in text for text in scope)
    assert any("其余1份报告没有可用的第五节" in text for text in scope)


def test_a_theme_tells_how_many_of_its_problems_no_measure_answers() -> None:
    made = summary(
        made_record("甲县教育局", 2024, ["栏目更新不及时", "公开渠道单一"], [("及时更新栏目", [0])]),
        made_record("乙县教育局", 2024, ["信息更新不及时"]),
    )
    without = {theme.id: theme.unanswered for theme in made.themes if theme.kind == "problem" and theme.statements}
    assert without == {"timeliness": 1, "channels": 1}


def test_shares_of_few_agencies_a_year_are_not_compared_and_that_is_said() -> None:
    few = [made_record(f"甲{n}县教育局", year, ["栏目更新不及时"]) for n in range(19) for year in (2023, 2024)]
    made = summary(*few)
    assert not [sentence for sentence in made.sentences if sentence.part == "years"]
    assert any("19个" in note for note in made.notes)


def test_shares_over_the_years_tell_their_base() -> None:
    before = [made_record(f"甲{n}县教育局", 2023, ["栏目更新不及时" if n < 5 else "公开渠道单一"]) for n in range(20)]
    after = [
        made_record(f"甲{n}县教育局", 2024, ["栏目更新不及时" if n < 15 else "公开渠道单一"]) for n in range(10, 35)
    ]
    text = next(
        each.text for each in summary(*before, *after).sentences if "公开不及时" in each.text and each.part == "years"
    )
    # 5 of 20 in 2023; n = 10 to 14, 5 of 25, in 2024; n = 10 to 19 in both years
    assert "2023年占25%（20个机关中）" in text and "2024年占20%（25个机关中）" in text and "10个机关两年都" in text


def test_of_one_agency_no_shares_are_told() -> None:
    made = summary(made_record("甲县教育局", 2024, ["栏目更新不及时", "信息更新不及时"], ["及时更新栏目"]))
    told = {sentence.part: sentence.text for sentence in made.sentences}
    assert told["problems"] == "提出“公开不及时”2条。"
    assert not any("占" in text for text in told.values())


def test_a_section_whose_statements_are_rows_of_a_table_is_taken_for_a_copy_of_the_report() -> None:
    made = summary(made_record("甲县教育局", 2024, ["不予公开 1. 属于国家秘密 0 0 0 12 0 0 12"], path="rows.txt"))
    assert made.unusable["whole"] == ["rows.txt"] and made.statements == []
    kept = summary(made_record("甲县教育局", 2024, ["全年办理申请3件，超期1件，答复2件，更新5条，均不及时"]))
    assert len(kept.statements) == 1


def test_the_same_records_make_the_same_files(tmp_path: Path, many: list[Record]) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        write(tmp_path / name, summary(*many))
    for file in FILES:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()
    assert not list(tmp_path.glob("*/.*"))


def test_every_reference_of_the_markdown_has_its_quote(tmp_path: Path, many: list[Record]) -> None:
    made = summary(*many)
    write(tmp_path, made)
    text = (tmp_path / "summary.md").read_text(encoding="utf-8")
    linked = set(re.findall(r"\]\(#([pm]\d+)\)", text))
    assert linked and linked == set(re.findall(r'<a id="([pm]\d+)">', text))
    assert SummaryReport.model_validate_json((tmp_path / "summary.json").read_text(encoding="utf-8")) == made


def test_the_text_of_a_report_is_neither_markdown_nor_html(tmp_path: Path) -> None:
    said = "栏目更新不及时<script>alert(1)</script>[点我](http://x.invalid)</script><!-- `_*"
    agency = "<img src=x onerror=alert(2)>局"
    write(tmp_path, summary(made_record(agency, 2024, [said]), made_record(agency, 2023, [said])))
    markdown = (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert "<script" not in markdown and "<img" not in markdown and not re.search(r"(?<!\\)\]\(http", markdown)
    page = (tmp_path / "summary.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page and "<img src=x" not in page
    data = re.search(r'<script id="data" type="application/json">(.*?)</script>', page, re.S)
    assert data and json.loads(data[1])["statements"][0]["text"] == said


def test_the_page_asks_nothing_of_the_network(tmp_path: Path) -> None:
    write(tmp_path, summary(made_record("甲市", 2024, ["栏目更新不及时"])))
    page = (tmp_path / "summary.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in page
    assert not re.search(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=", page)


# ---------------------------------------------------------------- bad input


def test_no_reports_are_told_and_no_sentence_is_made(tmp_path: Path) -> None:
    made = summary()
    assert made.sentences == [] and "没有报告" in made.notes[0]
    write(tmp_path, made)
    assert "没有报告" in (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert "没有报告" in (tmp_path / "summary.html").read_text(encoding="utf-8")


def test_reports_without_a_section_with_an_empty_one_and_with_none_to_tell_are_listed_apart() -> None:
    made = summary(
        made_record("甲", 2024, section=False, path="missing.txt"),
        made_record("乙", 2024, path="empty.txt"),
        made_record("丙", 2024, ["无。"], path="none.txt"),
        made_record("丁", 2024, ["暂无"], ["无"], path="none-either.txt"),
        made_record("戊", 2024, ["栏目更新不及时"], path="stated.txt"),
    )
    assert made.unusable == {
        "missing": ["missing.txt"], "empty": ["empty.txt"], "none": ["none.txt", "none-either.txt"], "whole": [],
    }  # fmt: skip
    assert made.scope.states == {"stated": 1, "none": 2, "empty": 1, "missing": 1, "whole": 0}
    assert [each.text for each in made.statements] == ["栏目更新不及时"]


def test_a_section_that_takes_in_the_tables_is_not_counted() -> None:
    record = made_record("甲", 2024, ["栏目更新不及时"], path="whole.txt")
    cell = Cell(text="3", state="number", trust="verified", where=Where(line=1, start=2, end=3))
    made = summary(record.model_copy(update={"cells": {"applications.new.total": cell}}))
    assert made.unusable["whole"] == ["whole.txt"] and made.statements == [] and made.sentences == []


def test_only_unusable_reports_make_a_summary_that_says_so() -> None:
    made = summary(made_record("甲", 2024, section=False))
    assert made.sentences == [] and "没有一份报告" in made.notes[0]


def test_one_agency_and_one_year_are_told() -> None:
    made = summary(made_record("甲市教育局", 2024, ["栏目更新不及时"], ["及时更新栏目"]))
    assert any("只有一个机关" in note for note in made.notes) and any("只有一个年度" in note for note in made.notes)
    assert_sound(made, [made_record("甲市教育局", 2024, ["栏目更新不及时"], ["及时更新栏目"])])


def test_a_theme_that_no_cue_leads_to_is_told(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    theme = "id = 'a'\nzh = '甲'\nen = 'A'\ndefinition = '甲。'\n"
    file.write_text(f"version = 1\n[[problems]]\n{theme}[[measures]]\n{theme}", encoding="utf-8")
    made = summary_of([made_record("甲市", 2024, ["栏目更新不及时"])], load_codebook(file))
    assert made.statements[0].themes == ["other"] and any("没有cues" in note for note in made.notes)


def test_problems_without_measures_and_measures_without_problems_are_summarised() -> None:
    for record in (made_record("甲", 2024, ["栏目更新不及时"]), made_record("甲", None, (), ["及时更新栏目"])):
        assert_sound(summary(record), [record])


@pytest.mark.usefixtures("english")
def test_a_run_that_is_not_there_and_a_bad_codebook_write_nothing(tmp_path: Path) -> None:
    with pytest.raises(RunMissing):
        summarize(tmp_path / "nowhere")
    with pytest.raises(CodebookError):
        summarize(tmp_path, Options(codebook=tmp_path / "none.toml"))
    with pytest.raises(UsageError, match="needs a model"):
        summarize(tmp_path, Options(coder="both"))
    assert list(tmp_path.iterdir()) == []


def test_a_run_of_real_reports_is_summarised(tmp_path: Path, seed_texts: dict[str, Path]) -> None:
    from extract.run import Options as RunOptions
    from extract.run import extract, records
    from extract.settings import Settings

    run = tmp_path / "run"
    extract([str(path) for path in seed_texts.values()], run, Settings(reader="rules"), RunOptions(workers=0))
    made = summarize(run)
    assert made.scope.reports == 5 and made.scope.states["stated"] == 5
    assert_sound(made, list(records(run)))
    assert all((run / file).stat().st_size for file in FILES)
