"""Reports of a time before the form: their prose is read, and no table counts as lost."""

from __future__ import annotations

import pytest

import gongkai
from schemas.record import Record

NUMBERED = """云溪县水务局2014年政府信息公开工作年度报告
根据《中华人民共和国政府信息公开条例》，由云溪县水务局编制。
一、概述
2014年，我局认真贯彻落实条例，健全机构。
二、主动公开政府信息情况
全年主动公开政府信息212条，其中网站公开180条，公开栏公开32条。
三、依申请公开政府信息办理情况
2014年，我局收到政府信息公开申请3件，全部按时答复。
四、政府信息公开的收费及减免情况
未收取任何费用。
五、因政府信息公开申请行政复议、提起行政诉讼的情况
未发生行政复议和行政诉讼。
六、政府信息公开工作存在的主要问题及改进措施
一是公开内容不够全面；二是工作人员业务不精。
下一步，一是扩大公开范围；二是加强培训。
七、附表
政府信息公开情况统计表
指标名称\t计量单位\t统计数
（一）主动公开政府信息数\t条\t212
1.政府网站公开政府信息数\t条\t180
云溪县水务局
2015年1月20日
"""
SHORT = """白石镇2017年度政府信息公开工作总结报告
一、基本情况
成立了领导小组，配备兼职人员2名。
二、主动公开情况
全年公开信息66条。
三、存在问题及下一步打算
主要问题：公开内容不够全面，工作人员业务不精。
下一步，一是扩大公开范围；二是加强培训。
"""
OWN_WORDS = """石河区教育局2010年政府信息公开工作年度报告
一、政府信息公开工作概况
完善制度，公开指南和目录。
二、公开信息的数量及类别
公开信息90条。
三、收费、减免情况
无。
四、存在的不足与努力方向
尽管取得一些成绩，但还存在公开内容不够全面、工作人员业务不精的不足。今后，一是扩大公开范围；二是加强培训。
五、附表
"""


@pytest.fixture(params=[NUMBERED, SHORT, OWN_WORDS], ids=["numbered", "short", "own words"])
def record(request: pytest.FixtureRequest) -> Record:
    return gongkai.read(request.param)


def test_problems_and_measures_are_read(record: Record) -> None:
    assert [problem.text for problem in record.problems] == ["公开内容不够全面", "工作人员业务不精"]
    assert [measure.text for measure in record.measures] == ["扩大公开范围", "加强培训"]


def test_no_cell_is_counted_as_lost(record: Record) -> None:
    assert (record.tables, record.cells, record.editions, record.checks) == ({}, {}, {}, [])


def test_one_note_says_that_there_is_no_such_form(record: Record) -> None:
    assert [(said.rule, said.severity) for said in record.findings] == [("structure.no_form", "info")]


def test_what_the_prose_counts_is_kept() -> None:
    claims = {(claim.kind, claim.value) for claim in gongkai.read(NUMBERED).claims}
    assert {("items_published", 212), ("applications_received", 3), ("reviews", 0)} <= claims


def test_a_report_of_the_form_without_tables_still_lacks_them() -> None:
    record = gongkai.read(NUMBERED.replace("2014", "2024").replace("2015", "2025"))
    assert len(record.cells) == 200
    assert {said.rule for said in record.findings} >= {"structure.table_absent"}


def test_numbers_beyond_those_of_the_form_begin_no_section() -> None:
    rows = ["五、行政诉讼数量", "六、举报投诉数量", "七、收取的费用", "八、机构建设和保障经费", "九、会议和培训情况"]
    record = gongkai.read(NUMBERED.replace("（一）主动公开", "\n".join((*rows, "（一）主动公开"))))
    assert {section.number for section in record.sections} <= {1, 2, 3, 4, 5, 6}
    assert [problem.text for problem in record.problems] == ["公开内容不够全面", "工作人员业务不精"]
