"""The eval command as a process, with two models behind an endpoint on loopback: one that reads well, and one that
gives no answer to every other question."""

from __future__ import annotations

import json
import sys
from itertools import count
from pathlib import Path
from typing import Any

import pytest

sys.path.append(str(Path(__file__).resolve().parent.parent / "model"))
sys.path.append(str(Path(__file__).resolve().parent.parent))

from command_process import run_command
from model_simulated import SimulatedReader
from model_stub import Body, Reply, Stub
from model_taught import issues_answer, report, task, teach

from eval.labels import save_labels
from eval.readers import make_readers
from eval.scoring import count as score
from extract.settings import ModelSettings
from schemas.form import Form, load_form
from schemas.record import Record

SEEDS = (3, 5, 9)
LAYOUT = "tabs"
pytestmark = pytest.mark.slow
FORM = load_form()


def plain_answer(form: Form, seed: int, agency: str) -> str:
    """The nested answer that the plain call asks for, right in every cell of the report."""
    made, _ = report(seed, LAYOUT)
    values = made.labels.values(form)
    tables = {
        name: {row.id: {c.id: values.get(table.address(row.id, c.id)) for c in row.columns} for row in table.rows}
        for name, table in form.editions[-1].tables.items()
    }
    return json.dumps({"agency": agency, "year": made.labels.year, "problems": [], "measures": []} | tables)


class Endpoint:
    """`fine` answers right; so does `moody`, every other time."""

    def __init__(self) -> None:
        self.reader, self.number = SimulatedReader({}), count()
        for seed in SEEDS:
            teach(self.reader, task(seed, LAYOUT, "model"), report(seed, LAYOUT)[0])

    def script(self, body: Body) -> Reply:
        model, asked = body["model"], str(body["messages"][-1]["content"])
        if model == "moody" and next(self.number) % 2:
            return Reply("I cannot help with that.")
        if "提取全部数据" in asked:
            seed = next(seed for seed in SEEDS if self._agency(seed) in asked)
            return Reply(plain_answer(FORM, seed, self._agency(seed)))
        return Reply(self.reader.answer(body) or self._issues(asked))

    def _agency(self, seed: int) -> str:
        return report(seed, LAYOUT)[0].labels.agency or ""

    def _issues(self, asked: str) -> str:
        made = [report(seed, LAYOUT)[0] for seed in SEEDS]
        return issues_answer(next(one for one in made if (one.labels.problems or [])[0].quote in asked))


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, Any], str]:
    """What the command printed, its eval.json and its eval.html."""
    folder, out = tmp_path_factory.mktemp("fixtures"), tmp_path_factory.mktemp("out")
    for seed in SEEDS:
        home = folder / f"report-{seed}"
        home.mkdir()
        made = report(seed, LAYOUT)[0]
        (home / "report.txt").write_text(made.text, encoding="utf-8")
        layout = LAYOUT if seed != SEEDS[-1] else "other"
        save_labels(made.labels.model_copy(update={"source": "report.txt", "layout": layout}), home / "labels.json")
    with Stub(Endpoint().script) as stub:
        done = run_command(
            "eval", folder, "--reader", "rules", "--reader", "model", "--reader", "plain",
            "--model", "fine", "--model", "moody", "--base-url", stub.url,
            "--repeat", "2", "--limit", "2", "--filter", f"layout={LAYOUT}",
            "--price-in", "1", "--price-out", "2", "--out", out,
            env={"OPENAI_API_KEY": "secret-of-mine"},
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    page = (out / "eval.html").read_text(encoding="utf-8")
    assert "secret-of-mine" not in done.stdout + done.stderr + page
    return done.stdout, json.loads((out / "eval.json").read_text(encoding="utf-8")), page


def reader(scored: tuple[str, dict[str, Any], str], name: str) -> dict[str, Any]:
    return next(reader for reader in scored[1]["readers"] if reader["name"] == name)


def test_each_reader_is_scored_with_each_model_and_baselines_stand_beside(
    scored: tuple[str, dict[str, Any], str],
) -> None:
    models = {entry["name"]: entry["model"] for entry in scored[1]["readers"]}
    assert models == {
        "rules": None, "model fine": "fine", "model moody": "moody",
        "plain fine": "fine", "plain moody": "moody", "zeros": None, "regex": None,
    }  # fmt: skip
    assert list(scored[1]["fixtures"]) == ["report-3", "report-5"]
    assert all(name in scored[0] for name in models)


def test_readers_with_a_model_are_run_again_and_their_spread_is_shown(scored: tuple[str, dict[str, Any], str]) -> None:
    assert reader(scored, "rules")["runs"] == 1
    fine = reader(scored, "model fine")
    assert (fine["runs"], len(fine["by_run"])) == (2, 2)
    assert [run["nonzero.recall"] for run in fine["by_run"]] == [1, 1]
    assert "± standard deviation over runs" in scored[0]
    assert "±" in next(line for line in scored[0].splitlines() if "non-zero cells, F1" in line and "±" in line)
    assert "standard deviation over runs" in scored[2]


def test_an_invalid_answer_is_wrong_and_is_paid_all_the_same(scored: tuple[str, dict[str, Any], str]) -> None:
    moody = reader(scored, "plain moody")
    assert sum(counts.get("failed", 0) for counts in moody["reports"].values()) == 2
    assert [run["failed"] for run in moody["by_run"]] == [0.5, 0.5]
    assert "the answer fits no report" in next(iter(moody["failures"].values()))
    for counts in moody["reports"].values():
        right = counts.get("nonzero.right", 0)
        assert right == counts["nonzero.labelled"] * (2 - counts.get("failed", 0)) / 2
        assert (counts["calls"], counts["tokens.in"], counts["tokens.out"]) == (2, 200, 40)
        assert counts["cost"] == pytest.approx(2 * (100 * 1 + 20 * 2) / 1e6)
    fine = reader(scored, "plain fine")["reports"]["report-3"]
    assert fine["nonzero.right"] == fine["nonzero.labelled"]


@pytest.mark.parametrize("name", ["model", "both"])
def test_answers_that_fail_are_wrong_for_a_model_alone_and_not_where_the_rules_stand_by(
    tmp_path: Path, name: str
) -> None:
    made, _ = report(SEEDS[0], LAYOUT)
    source = tmp_path / "report.txt"
    source.write_text(made.text, encoding="utf-8")
    with Stub(lambda _: Reply("I cannot help with that.")) as stub:
        model = ModelSettings(model="mute", base_url=stub.url)
        record = make_readers([name], [model], FORM)[0].read({"report": source})["report"]
    assert isinstance(record, Record)
    scores = score(made.labels, record, FORM).counts
    right = {"model": (0, 0), "both": (scores["nonzero.labelled"], len(made.labels.problems or ()))}[name]
    assert (scores["nonzero.right"], scores["problems.exact.hits"]) == right
    assert scores["nonzero.labelled"] > 0


def test_one_plain_call_is_one_call(scored: tuple[str, dict[str, Any], str]) -> None:
    scores = reader(scored, "plain fine")
    assert sum(counts["calls"] for counts in scores["reports"].values()) == scores["runs"] * len(scores["reports"])
