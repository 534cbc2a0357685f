"""Figures of the prose by a model: what it may be asked, and which of its answers stand in the source."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace

import pytest
from model_help import Waits, settings_for
from model_stub import Body, Reply, Stub
from pydantic import ValidationError

from extract.document import Document
from extract.doubts import texts
from extract.model.answers import ClaimsAnswer
from extract.model.claims import claims_reading, meanings, with_models
from extract.model.room import Completed, ModelRoom
from extract.model.task import Prose, Task, asking
from extract.prose.patterns import claim_patterns
from extract.rules import read_by_rules
from prompts import load_prompt
from schemas.form import load_form
from schemas.record import Claim, Source

FORM = load_form()
HEAD = "某区教育局2024年政府信息公开工作年度报告\n一、总体情况\n"
PROSE = "今年群众递来的公 开申请计１2份，其中网上9份；全 区合计80份。未惹上官司。"
Said = Sequence[list[int | str]]


def grounded(said: Said, prose: str = PROSE) -> list[tuple[str, object, str, str]]:
    document = Document(HEAD + prose, "text/plain")
    asked = Prose([(len(HEAD), len(HEAD + prose))], claim_patterns(FORM), 2024)
    found = claims_reading(document, asked, ClaimsAnswer(claims=[list(one) for one in said]), FORM)
    assert found.dropped == len(said) - len(found.claims)
    for claim in found.claims:
        assert document.text[claim.start : claim.end] == claim.quote
    return [(claim.kind, claim.value, claim.scope, claim.quote) for claim in found.claims]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (["公开申请计12份", "applications_received", 12, "own"],
         [("applications_received", 12, "own", "公 开申请计１2份")]),
        (["公开申请计12份", "applications_received", 21, "own"], []),  # another number than the quote's
        (["公开申请共12份", "applications_received", 12, "own"], []),  # no quote
        (["公开申请计12份", "applications_invented", 12, "own"], []),
        (["12", "applications_received", 12, "own"], []),
        (["网上9份", "applications_received", 9, "own"], [("applications_received", 9, "part", "网上9份")]),
        (["全区合计80份", "applications_received", 80, "own"],
         [("applications_received", 80, "whole", "全 区合计80份")]),
        (["公开申请计12份", "applications_received", 12, "part"],
         [("applications_received", 12, "part", "公 开申请计１2份")]),
        (["未惹上官司", "litigations", 0, "own"], [("litigations", 0, "own", "未惹上官司")]),
        (["公开申请计12份", "litigations", 0, "own"], []),
    ],
)  # fmt: skip
def test_only_what_stands_in_the_source_with_its_number_is_a_claim(
    said: list[int | str], kept: list[tuple[str, object, str, str]]
) -> None:
    assert grounded([said]) == kept


@pytest.mark.parametrize("said", [["收到12份", "reviews", 12], ["收到12份", "reviews", 12, "mine"]])
def test_an_answer_of_another_shape_is_refused(said: list[int | str]) -> None:
    with pytest.raises(ValidationError):
        ClaimsAnswer(claims=[said])


def test_the_worked_example_of_the_prompt_is_grounded() -> None:
    example = load_prompt("claims").example
    said = json.loads(example.answer)["claims"]
    assert [claim[:2] for claim in grounded(said, example.source)] == [(kind, value) for _, kind, value, _ in said]


def test_the_kinds_are_those_of_the_form_with_its_labels() -> None:
    kinds = meanings(claim_patterns(FORM), FORM)
    assert kinds["applications_received"] == "一、本年新收政府信息公开申请数量"
    assert kinds["applications_denied"] == "不予公开"
    assert kinds["fees_amount"].endswith("本年收费金额")
    assert len(set(kinds.values())) == len(kinds)


def claim(kind: str, value: int, start: int, end: int) -> Claim:
    return Claim(kind=kind, value=value, scope="own", quote="", start=start, end=end)


def test_what_the_rules_claim_stands_and_the_model_adds_to_it() -> None:
    rules = [claim("applications_received", 12, 0, 9)]
    model = [
        claim("applications_concluded", 12, 2, 8),  # the same number of the same passage
        claim("reviews", 3, 20, 24),
        claim("applications_received", 0, 30, 36),  # narrower: a number is stated elsewhere
    ]
    assert with_models(rules, model) == [rules[0], model[1]]


def completed(claims: bool) -> tuple[Completed, list[Body]]:
    text = HEAD + PROSE + "\n二、主动公开政府信息情况\n五、存在的主要问题及改进情况\n一是不够快。下一步加快。\n"
    document = Document(text, "text/plain")
    task = Task(
        document, Source(path="a", sha256="0" * 64, media_type=""), read_by_rules(document), "auto", claims=claims
    )
    task = replace(task, rules=replace(task.rules, tables={}))
    answers = {
        "找出所说的数": {
            "claims": [["公开申请计12份", "applications_received", 12, "own"], ["无", "reviews", 0, "own"]]
        },
        "摘出问题和措施": {"problems": ["不够快"], "measures": [["下一步加快"]]},
    }

    def script(body: Body) -> Reply:
        said = next(said for word, said in answers.items() if word in body["messages"][0]["content"])
        return Reply(json.dumps(said, ensure_ascii=False))

    async def run(stub: Stub) -> Completed:
        room = ModelRoom(settings_for(stub))
        room.reader.endpoint._sleep = Waits()
        try:
            return await room.complete(task)
        finally:
            await room.reader.close()

    assert (asking(task, FORM).prose is not None) == claims
    with Stub(script) as stub:
        done = asyncio.run(run(stub))
        return done, [request.body for request in stub.requests]


def test_the_prose_is_asked_about_in_one_call_more_where_it_is_wanted() -> None:
    done, calls = completed(claims=True)
    assert done.complete
    assert len(calls) == 2
    assert [(c.kind, c.value) for c in done.record.claims] == [("applications_received", 12)]
    assert "模型所说的1个数在原文中找不到，已舍去。" in texts(done.record.reading.notes)
    assert "claims" in done.record.reading.prompts


def test_the_prose_is_not_asked_about_unless_it_is_wanted() -> None:
    done, calls = completed(claims=False)
    assert len(calls) == 1
    assert done.record.claims == []
