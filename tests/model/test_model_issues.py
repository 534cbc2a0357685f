"""Problems and measures: quotes that stand in the source word for word, or are dropped and counted."""

from __future__ import annotations

import json
from typing import Any

import pytest

from extract.document import Document
from extract.model.answers import IssuesAnswer
from extract.model.issues import issues_reading
from extract.reading import IssuesReading

BEFORE = "一、总体情况\n一切正常。\n"
TEXT = """五、存在的主要问题及改进情况
仍有不足：一是信息更新不够及 时，个别栏目
— 5 —
长期空白；二是解读形式（ＡＢＣ）单一。
下一步：（一）建立台账。每月通报一次。（二）多用图解、短视频解读政策；
"""


def read(problems: list[str], measures: list[tuple[str, list[int]]] | None = None, text: str = TEXT) -> IssuesReading:
    given: dict[str, Any] = {
        "problems": problems,
        "measures": [[quote, *answers] for quote, answers in measures or []],
    }
    document = Document(BEFORE + text, "text/plain")
    span = (len(BEFORE), len(BEFORE + text))
    return issues_reading(document, span, IssuesAnswer.model_validate_json(json.dumps(given)))


def test_a_quote_is_located_in_the_document_and_kept_as_printed() -> None:
    (problem,) = read(["解读形式（ＡＢＣ）单一"]).problems
    assert (BEFORE + TEXT)[problem.start : problem.end] == problem.quote == "解读形式（ＡＢＣ）单一"


@pytest.mark.parametrize(
    "quote",
    [
        "信息更新不够及时，个别栏目长期空白",
        "信息更新不够及 时，个别栏目\n长期空白",
        "信息更新不够及时,个别栏目 长期空白",
    ],
    ids=["joined", "as printed", "other widths and spaces"],
)
def test_spaces_breaks_widths_and_page_numbers_do_not_break_a_quote(quote: str) -> None:
    reading = read([quote])
    (problem,) = reading.problems
    assert problem.text == "信息更新不够及时，个别栏目长期空白"
    assert "— 5 —" in problem.quote
    assert reading.dropped == 0


@pytest.mark.parametrize(
    "quote",
    [
        "信息更新不及时，个别栏目长期空白",
        "信息更新不够及时……长期空白",
        "公开意识有待加强",
        "一切正常",
        "及时",
        "",
        "解读形式单一",
    ],
    ids=["a word changed", "shortened", "made up", "of another section", "too short", "empty", "words left out"],
)
def test_a_quote_that_does_not_stand_in_the_section_is_dropped_and_counted(quote: str) -> None:
    reading = read([quote, "解读形式（ABC）单一"])
    assert len(reading.problems) == 1
    assert reading.dropped == 1


@pytest.mark.parametrize("quote", ["二是解读形式（ABC）单一。", "解读形式（ABC）单一。", "二是解读形式（ABC）单一"])
def test_enumerators_and_final_punctuation_are_cut_off(quote: str) -> None:
    (problem,) = read([quote]).problems
    assert problem.quote == "解读形式（ＡＢＣ）单一"


def test_bracketed_enumerators_are_cut_off_and_inner_sentences_stay() -> None:
    (measure,) = read([], [("（一）建立台账。每月通报一次。", [])]).measures
    assert measure.quote == "建立台账。每月通报一次"


def test_statements_come_in_printed_order_and_links_follow_them() -> None:
    reading = read(
        ["解读形式（ABC）单一", "不存在的问题", "信息更新不够及时，个别栏目长期空白"],
        [("多用图解、短视频解读政策", [0]), ("建立台账。每月通报一次", [2, 1, 9])],
    )
    assert [problem.text[:4] for problem in reading.problems] == ["信息更新", "解读形式"]
    assert [(measure.text[:4], measure.answers) for measure in reading.measures] == [
        ("建立台账", [0]),
        ("多用图解", [1]),
    ]
    assert reading.dropped == 1


def test_the_same_quote_twice_is_one_statement() -> None:
    assert len(read(["解读形式（ABC）单一", "二是解读形式（ABC）单一。"]).problems) == 1


def test_a_number_at_the_start_of_a_quote_is_no_enumerator_when_it_is_a_decimal() -> None:
    text = "五、问题\n3.5万条信息没有分类。\n"
    (problem,) = read(["3.5万条信息没有分类"], text=text).problems
    assert problem.quote == "3.5万条信息没有分类"
