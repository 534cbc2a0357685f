"""Section 五 as a table of problems and measures."""

from __future__ import annotations

import pytest

from extract.files import read_bytes
from extract.prose.issues import read_issues
from extract.prose.sections import find_sections
from extract.reading import IssuesReading
from extract.settings import Limits
from schemas.form import load_form

TITLE = "五、存在的主要问题及改进情况"
AFTER = "六、其他需要报告的事项\n无。"


def _read(text: str) -> IssuesReading:
    section = next(s for s in find_sections(text, load_form()) if s.number == 5)
    read = read_issues(text, section)
    for said in (*read.problems, *read.measures):
        assert text[said.start : said.end] == said.quote
    return read


@pytest.mark.parametrize(
    "table",
    [
        "| 序号 | 存在问题 | 整改措施 |\n| --- | --- | --- |\n"
        "| 1 | 公示栏更新慢 | 每周查看一次 |\n| 2 | 图解少。 | 与文件同步制作。 |",
        "存在的主要问题\t改进措施\n1.公示栏更新慢\t1.每周查看一次；\n2.图解少\t2.与文件同步制作",
    ],
)
def test_each_row_of_a_table_is_a_problem_and_the_measure_that_answers_it(table: str) -> None:
    read = _read(f"{TITLE}\n本局存在的问题和措施见下表。\n{table}\n{AFTER}")
    assert [problem.text for problem in read.problems] == ["公示栏更新慢", "图解少"]
    assert [(measure.text, measure.answers) for measure in read.measures] == [
        ("每周查看一次", [0]),
        ("与文件同步制作", [1]),
    ]


def test_a_measure_beside_a_merged_cell_answers_the_problem_above() -> None:
    table = "<tr><td>主要问题</td><td>改进情况</td></tr><tr><td rowspan=2>公示栏更新慢</td><td>每周查看一次</td></tr>"
    page = f"<p>{TITLE}</p><table>{table}<tr><td>指定专人</td></tr></table><p>六、其他需要报告的事项</p><p>无。</p>"
    document = read_bytes(page.encode(), Limits(), ".html")
    read = _read(document.text)
    assert [problem.text for problem in read.problems] == ["公示栏更新慢"]
    assert [(measure.text, measure.answers) for measure in read.measures] == [("每周查看一次", [0]), ("指定专人", [0])]


def test_a_section_without_such_a_header_is_read_as_prose() -> None:
    read = _read(
        f"{TITLE}\n存在的问题：公示栏更新慢。\n栏目\t更新次数\n动态\t12\n改进措施：指定专人每周更新。\n{AFTER}"
    )
    assert [problem.text for problem in read.problems] == ["公示栏更新慢"]
