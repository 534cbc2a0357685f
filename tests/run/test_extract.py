"""Runs over stand-in steps: what is read, what is left alone, what a failure costs."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from pydantic import SecretStr
from run_standin import STEPS, Write, count

from extract.run import Event, Options, RunSummary, called, entry, extract, failures, record_of, records
from extract.settings import Limits, ModelSettings, Settings

pytestmark = pytest.mark.usefixtures("english")

RULES = Settings(reader="rules")
MODEL = Settings(reader="model", model=ModelSettings(model="stub", concurrency=4))
INLINE = Options(workers=0)


def run(folder: Path, settings: Settings = RULES, options: Options = INLINE, **more: object) -> RunSummary:
    return extract([folder], folder.parent / "run", settings, options, steps=STEPS, **more)  # type: ignore[arg-type]


def names(run_dir: Path) -> list[str]:
    return [Path(record.source.path).stem for record in records(run_dir)]


def test_every_report_is_read_once_and_a_second_run_reads_none(folder: Path, write: Write) -> None:
    reports = [write(name) for name in "cab"]
    first, second = run(folder), run(folder)
    assert (first.read, first.skipped, first.exit_status) == (3, 0, 0)
    assert (second.read, second.skipped, second.exit_status) == (0, 3, 0)
    assert [count(report, "reads") for report in reports] == [1, 1, 1]
    assert names(folder.parent / "run") == ["a", "b", "c"]


def test_the_jsonl_file_holds_the_records_by_path(folder: Path, write: Write) -> None:
    for name in "cab":
        write(name, agency=f"{name}局", year=2024)
    run(folder)
    lines = (folder.parent / "run" / "reports.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["agency"] for line in lines] == ["a局", "b局", "c局"]


def test_the_same_content_twice_is_one_record_with_both_paths(folder: Path, write: Write) -> None:
    original = write("b")
    (folder / "a.txt").write_bytes(original.read_bytes())
    summary = run(folder)
    (record,) = records(folder.parent / "run")
    assert (summary.found, summary.duplicates, summary.read) == (1, 1, 1)
    assert record.source.path.endswith("a.txt")
    assert [Path(path).name for path in record.source.other_paths] == ["b.txt"]


def test_a_copy_that_comes_later_is_not_read_and_stands_in_the_record(folder: Path, write: Write) -> None:
    original = write("b")
    run(folder)
    (folder / "c.txt").write_bytes(original.read_bytes())
    assert run(folder).read == 0
    (record,) = records(folder.parent / "run")
    assert [Path(path).name for path in record.source.other_paths] == ["c.txt"]


def test_a_changed_file_is_read_anew_and_its_old_record_is_gone(folder: Path, write: Write) -> None:
    write("a", agency="旧局")
    write("b")
    run(folder)
    write("a", agency="新局")
    assert run(folder).read == 1
    assert [record.agency for record in records(folder.parent / "run")] == ["新局", None]


def test_a_renamed_file_is_not_read_again_and_its_old_path_is_forgotten(folder: Path, write: Write) -> None:
    report = write("a")
    run(folder)
    report.rename(folder / "z.txt")
    assert run(folder).read == 0
    (record,) = records(folder.parent / "run")
    assert (Path(record.source.path).name, record.source.other_paths) == ("z.txt", [])


def test_what_failed_is_tried_again(folder: Path, write: Write) -> None:
    bad = write("a", "refuse")
    write("b")
    first = run(folder)
    assert [(Path(f.path).name, f.reason) for f in first.failures] == [("a.txt", "this is no report")]
    assert (first.exit_status, first.read) == (1, 1)
    run(folder)
    assert count(bad, "reads") == 2


def test_every_path_to_the_same_bad_content_is_named(folder: Path, write: Write) -> None:
    for name in "ba":
        (folder / f"{name}.txt").write_text("refuse", encoding="utf-8")
    assert [Path(failure.path).name for failure in run(folder).failures] == ["a.txt", "b.txt"]
    assert [Path(failure.path).name for failure in failures(folder.parent / "run")] == ["a.txt", "b.txt"]
    (folder / "b.txt").write_text("fine", encoding="utf-8")
    assert [Path(failure.path).name for failure in run(folder).failures] == ["a.txt"]


def test_retry_failed_reads_nothing_else(folder: Path, write: Write) -> None:
    bad = write("a", "refuse")
    run(folder)
    new = write("b")
    summary = run(folder, options=Options(workers=0, retry_failed=True))
    assert (count(bad, "reads"), count(new, "reads")) == (2, 0)
    assert summary.skipped == 0


def test_fresh_reads_everything_anew(folder: Path, write: Write) -> None:
    report = write("a")
    run(folder)
    assert run(folder, options=Options(workers=0, fresh=True)).read == 1
    assert count(report, "reads") == 2


def test_another_reader_reads_everything_anew(folder: Path, write: Write) -> None:
    report = write("a")
    run(folder)
    assert run(folder, MODEL).read == 1
    assert run(folder, MODEL).read == 0
    assert count(report, "reads") == 2


def test_a_crash_costs_its_report_one_retry_and_no_other_report_anything(folder: Path, write: Write) -> None:
    bad, once = write("m", "crash"), write("p", "crash once")
    fine = [write(f"x{number}") for number in range(20)]
    summary = run(folder, options=Options(workers=2))
    assert [Path(failure.path).name for failure in summary.failures] == ["m.txt"]
    assert "brought its process down" in summary.failures[0].reason
    assert (summary.read, count(bad, "reads"), count(once, "reads")) == (21, 2, 2)
    assert sum(count(report, "reads") for report in fine) <= 20 + 3  # those behind a crash in the same worker


def test_a_report_that_hangs_is_ended(folder: Path, write: Write) -> None:
    write("a", "hang")
    write("b")
    limits = Limits(seconds=0.5, page_seconds=0.1)
    summary = run(folder, Settings(reader="rules", limits=limits), Options(workers=1))
    assert [failure.reason for failure in summary.failures] == [
        "took longer than 0.6 seconds; split the file, or raise seconds"
    ]
    assert count(folder / "a.txt", "reads") == 1
    assert summary.read == 1


def test_an_error_of_the_program_names_no_text_of_the_report(folder: Path, write: Write) -> None:
    write("a", "raise")
    (failure,) = run(folder).failures
    assert "ZeroDivisionError" in failure.reason
    assert "secret" not in failure.reason


def test_the_model_is_asked_once_a_report(folder: Path, write: Write) -> None:
    reports = [write(str(number), "ask") for number in range(30)]
    summary = run(folder, MODEL)
    assert summary.read == 30
    assert summary.progress.calls == 30
    assert summary.progress.input_tokens == 210
    run(folder, MODEL)
    assert [count(report, "calls") for report in reports] == [1] * 30


def test_a_missing_model_part_is_asked_for_again_on_demand_only(folder: Path, write: Write) -> None:
    report = write("a", "ask fail")
    assert run(folder, MODEL).read == 1
    assert run(folder, MODEL).read == 0
    assert run(folder, MODEL, Options(workers=0, retry_failed=True)).read == 1
    assert count(report, "calls") == 2


def test_a_refused_key_stops_the_run_and_fails_no_report(folder: Path, write: Write) -> None:
    for number in range(40):
        write(f"{number:02}", "ask stop" if number == 5 else "ask")
    summary = run(folder, MODEL)
    assert summary.stopped is not None
    assert "key" in summary.stopped
    assert summary.failures == ()
    assert summary.exit_status == 1
    assert summary.left == 40 - summary.read > 10
    (folder / "05.txt").unlink()
    write("05", "ask")
    assert run(folder, MODEL).left == 0
    assert len(names(folder.parent / "run")) == 40


def test_the_watcher_hears_of_totals_readings_and_failures(folder: Path, write: Write) -> None:
    write("a", "flagged")
    write("b", "refuse")
    heard: list[Event] = []
    run(folder, on_event=heard.append)
    assert [(event.kind, event.flagged) for event in heard] == [("scanned", False), ("read", True), ("failed", False)]
    assert heard[-1].message == "this is no report"
    assert (heard[-1].progress.done, heard[-1].progress.flagged, heard[-1].progress.failed) == (2, 1, 1)


def test_the_watcher_hears_while_the_paths_are_looked_through(
    folder: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entry, "PAUSE", 0.0)
    write("a")
    write("b")
    heard: list[Event] = []
    run(folder, on_event=heard.append)
    assert [event.message for event in heard if event.kind == "note"] == [
        "1 files looked through",
        "2 files looked through",
    ]


def test_the_log_tells_what_was_done_and_never_the_key(folder: Path, write: Write) -> None:
    write("a", "ask")
    write("b", "refuse")
    assert MODEL.model is not None
    keyed = MODEL.model.model_copy(update={"api_key": SecretStr("sk-hidden")})
    run(folder, MODEL.model_copy(update={"model": keyed}))
    log = (folder.parent / "run" / "run.log").read_text(encoding="utf-8")
    assert "2 reports; reader model, model stub" in log
    assert "b.txt: this is no report" in log
    assert "1 read in" in log
    kept = b"".join(path.read_bytes() for path in (folder.parent / "run").iterdir())
    assert b"sk-hidden" not in kept


def test_failures_of_a_run_can_be_asked_for_later(folder: Path, write: Write) -> None:
    write("a", "refuse")
    run(folder)
    assert [failure.reason for failure in failures(folder.parent / "run")] == ["this is no report"]


@pytest.mark.parametrize("workers", [0, 2])
def test_a_record_is_the_same_whoever_prepares_it(folder: Path, write: Write, workers: int) -> None:
    write("a", agency="某局", year=2023)
    run(folder, options=Options(workers=workers))
    (record,) = records(folder.parent / "run")
    assert (record.agency, record.year) == ("某局", 2023)


def test_the_ledger_keeps_state_and_attempts(folder: Path, write: Write) -> None:
    write("a", "refuse")
    run(folder)
    run(folder)
    with sqlite3.connect(folder.parent / "run" / "run.sqlite") as ledger:
        assert ledger.execute("select state, attempts, reason from reports").fetchall() == [
            ("failed", 2, '{"code": "this is no report"}')
        ]


def test_a_record_is_found_by_the_beginning_of_its_id_its_path_or_the_end_of_it(folder: Path, write: Write) -> None:
    report = write("a_b")
    write("axb")
    run(folder)
    run_dir = folder.parent / "run"
    (named,) = called(run_dir, "a_b.txt")
    assert named.paths == [str(report)]
    assert called(run_dir, named.id[:8]) == called(run_dir, str(report)) == [named]
    assert record_of(run_dir, named.id).source.path == str(report)
    assert called(run_dir, "b.txt") == called(run_dir, "%") == called(run_dir, "nowhere") == []
