"""The model's part: codes checked by schema, agreement, proposals, prose that passes its checks or is left out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from model_stub import Reply, Stub, failed
from pydantic import SecretStr
from summary_records import made_record

from extract.settings import ModelSettings
from extract.summary.codebook import load_codebook
from extract.summary.entry import Options, summary_of
from extract.summary.model_coding import BATCH
from extract.summary.outcome import CoderName, Language, SummaryReport

CODEBOOK = load_codebook()
RECORDS = [
    made_record("洛阳市教育局", 2023, ["栏目更新不及时", "会议室投影老化"], [("及时更新栏目", [0])]),
    made_record("运城市财政局", 2023, ["栏目更新不及时", "会议室空调常坏"], ["加强政策解读"]),
]
GOOD = "{problem.timeliness.agencies}个机关（占{problem.timeliness.share}%）提出“公开不及时”。"
Body = dict[str, Any]


class Simulated:
    """A model that codes everything `timeliness` (or as told), and writes what it is told to write."""

    def __init__(
        self, *prose: list[dict[str, Any]], codes: Callable[[str], list[str]] = lambda text: ["timeliness"]
    ) -> None:
        self.prose = list(prose)
        self.codes = codes
        self.asked: list[str] = []

    def __call__(self, body: Any) -> Reply:
        system, user = (str(message["content"]) for message in body["messages"][:2])
        for kind, answer in (("编码", self._coded), ("另立主题", self._proposed), ("写一篇", self._written)):
            if kind in system:
                self.asked.append(kind)
                return Reply(json.dumps(answer(user), ensure_ascii=False))
        raise AssertionError(system)

    def _coded(self, user: str) -> dict[str, Any]:
        lines = re.findall(r"^(A\d+) (.+)$", user, re.M)
        return {"codings": [{"ref": ref, "themes": self.codes(text), "reason": "因其所说"} for ref, text in lines]}

    def _proposed(self, user: str) -> dict[str, Any]:
        refs = re.findall(r"^(P\d+) 会议室", user, re.M)
        theme = {"kind": "problem", "id": "meeting_rooms", "zh": "会议室差", "en": "Rooms", "definition": "会议室差。"}
        return {"themes": [{**theme, "refs": refs}, {**theme, "id": "timeliness", "refs": refs}]}

    def _written(self, user: str) -> dict[str, Any]:
        return {"sentences": self.prose.pop(0) if self.prose else []}


def sentence(text: str, *refs: str, part: str = "problems") -> dict[str, Any]:
    return {"part": part, "text": text, "refs": list(refs)}


def run(
    script: Callable[[Any], Reply], coder: CoderName = "model", language: Language = "zh", cache: Path | None = None
) -> tuple[SummaryReport, Stub]:
    with Stub(script) as stub:
        model = ModelSettings(model="m", base_url=stub.url, attempts=1, cache=cache, api_key=SecretStr("sk-secret-key"))
        return summary_of(RECORDS, CODEBOOK, Options(coder=coder, language=language, model=model)), stub


def test_the_models_codes_and_reasons_are_used_and_each_wording_is_asked_about_once() -> None:
    model = Simulated([sentence(GOOD, "P1")])
    made, stub = run(model)
    assert made.coder == "model"
    assert {tuple(each.themes) for each in made.statements} == {("timeliness",)}
    assert made.statements[0].reason == "因其所说" and made.statements[0].words == {}
    coding = [request for request in stub.requests if "编码" in str(request.body)]
    assert len(coding) == 2
    assert str(coding[0].body).count("栏目更新不及时") == 1
    assert len(RECORDS[0].problems) <= BATCH


def test_both_keeps_the_rules_codes_and_reports_the_agreement() -> None:
    made, _ = run(Simulated([sentence(GOOD, "P1")]), "both")
    assert made.agreement is not None
    assert made.agreement.statements == 6
    late = next(each for each in made.agreement.themes if (each.kind, each.theme) == ("problem", "timeliness"))
    assert (late.both, late.first_only, late.second_only) == (2, 0, 2)
    assert {each.ref for each in made.agreement.disagreements} == {"P2", "P4", "M2"}
    assert made.statements[1].themes == ["other"]


def test_proposals_rest_on_statements_of_no_theme_and_are_not_used() -> None:
    model = Simulated([sentence(GOOD, "P1")], codes=lambda text: ["other"] if "会议室" in text else ["timeliness"])
    made, _ = run(model)
    [proposal] = made.proposals
    assert (proposal.id, proposal.refs) == ("meeting_rooms", ["P2", "P4"])
    assert "meeting_rooms" not in {theme for each in made.statements for theme in each.themes}


def test_a_sentence_that_passes_gets_the_computed_numbers() -> None:
    made, _ = run(Simulated([sentence(GOOD, "P1", "P3")]), "rules")
    [problem] = [each for each in made.sentences if each.part == "problems"]
    assert problem.text == "2个机关（占100%）提出“公开不及时”。"
    assert (problem.refs, problem.numbers) == (["P1", "P3"], [2, 100])
    assert made.model is not None and made.model.prose == "written"
    assert any(each.part == "scope" for each in made.sentences), (
        "parts that the model left out are written by templates"
    )


@pytest.mark.parametrize(
    ("text", "refs", "why"),
    [
        ("2个机关提出“公开不及时”。", ["P1"], "数量“2”"),
        ("两个机关提出“公开不及时”。", ["P1"], "数量“两个”"),
        ("多数机关提出“公开不及时”。", ["P1"], "数量“多数”"),
        ("２个机关提出“公开不及时”。", ["P1"], "数量"),
        ("{problem.timeliness.agencies}%的机关提出“公开不及时”。", ["P1"], "不应跟%"),
        ("占{problem.timeliness.share}的机关提出“公开不及时”。", ["P1"], "应跟%"),
        ("{problem.made_up.agencies}个机关。", ["P1"], "没有事实"),
        (GOOD, ["P99"], "没有引文P99"),
        (GOOD, [], "没有引文"),
        (GOOD, ["M2"], "不是句中事实的依据"),
        ("{problem.timeliness.agencies}个机关提出“政策解读不足”。", ["P1"], "却没有“公开不及时”"),
        (GOOD + "<b>", ["P1"], "标记"),
        ("", ["P1"], "空"),
    ],
)  # fmt: skip
def test_a_sentence_that_fails_twice_is_left_out_and_told(text: str, refs: list[str], why: str) -> None:
    bad = [sentence(text, *refs)]
    model = Simulated(bad, list(bad))
    made, _ = run(model, "rules")
    assert model.asked.count("写一篇") == 2, "it is asked for once more"
    assert made.model is not None and made.model.prose == "failed"
    [rejected] = made.model.rejected
    assert why in rejected
    assert any("没有写出可用的文字" in note for note in made.notes)
    by_template = next(each for each in made.sentences if each.part == "problems")
    assert by_template.text.startswith("2个机关（占100%）提出")


def test_a_sentence_that_is_mended_is_used() -> None:
    model = Simulated([sentence("2个机关提出“公开不及时”。", "P1")], [sentence(GOOD, "P1")])
    made, stub = run(model, "rules")
    assert made.model is not None and (made.model.prose, made.model.rejected) == ("written", [])
    assert "没有通过核对" in str(stub.requests[-1].body)


def test_english_words_of_number_are_no_facts_either() -> None:
    bad = [sentence("Most agencies state “Late disclosure”.", "P1")]
    made, _ = run(Simulated(bad, list(bad)), "rules", "en")
    assert made.model is not None and "Most" in made.model.rejected[0]
    assert any("no usable prose" in note for note in made.notes)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(""), Reply(None), Reply("对不起，我不能回答。"), Reply("{}", refusal="no"), failed(500),
        failed(401, "bad key"), Reply('{"sentences":[]}'),
    ],
)  # fmt: skip
def test_an_empty_refused_or_failed_answer_leaves_a_whole_summary_that_says_so(reply: Reply) -> None:
    made, _ = run(lambda body: reply, "both")
    assert made.model is not None and made.model.prose == "failed"
    assert {each.part for each in made.sentences} >= {"scope", "problems", "measures"}
    assert any("没有写出可用的文字" in note for note in made.notes)
    assert any("6条陈述模型没有编码" in note for note in made.notes)
    assert made.coder == "rules"  # what coded, not what was asked to
    assert "sk-secret-key" not in made.model_dump_json()


def test_codes_outside_the_codebook_are_refused_and_the_rules_codes_stand() -> None:
    made, _ = run(Simulated(codes=lambda text: ["made_up"]))
    assert made.model is not None and made.model.uncoded == 6
    assert made.statements[0].themes == ["timeliness"] and made.statements[0].words


def test_the_second_time_costs_no_call(tmp_path: Path) -> None:
    with Stub(Simulated([sentence(GOOD, "P1")])) as stub:
        model = ModelSettings(model="m", base_url=stub.url, cache=tmp_path)
        first = summary_of(RECORDS, CODEBOOK, Options(model=model))
        calls = stub.calls
        second = summary_of(RECORDS, CODEBOOK, Options(model=model))
        assert calls and stub.calls == calls
    assert second.sentences == first.sentences and second.statements == first.statements
    assert second.model is not None and second.model.calls == 0
