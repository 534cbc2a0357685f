"""`gongkai extract`, `check`, `show` and `schema` as processes, over the bundled reports."""

from __future__ import annotations

import json
import shutil
import tomllib
from pathlib import Path

import pytest
from command_process import FIXTURES, ROOT, Command, run_command

KEY = "sk-not-to-be-seen-4711"


@pytest.fixture(scope="module")
def seeds_run(tmp_path_factory: pytest.TempPathFactory, seed_texts: dict[str, Path]) -> Path:
    """The text seeds read by rules."""
    run = tmp_path_factory.mktemp("seeds") / "run"
    done = run_command("extract", *seed_texts.values(), "--out", run, "--reader", "rules")
    assert done.returncode == 0, done.stderr
    return run


def test_extract_prints_nothing_but_its_progress_and_summary_on_standard_error(gongkai: Command, report: Path) -> None:
    done = gongkai("extract", report, "--out", report.parent / "run", "--reader", "rules")
    assert (done.returncode, done.stdout) == (0, "")
    assert "1 read" in done.stderr
    assert "0 failed" in done.stderr


def test_extract_writes_one_record_a_line_ordered_by_path(seeds_run: Path, seed_texts: dict[str, Path]) -> None:
    lines = (seeds_run / "reports.jsonl").read_text(encoding="utf-8").splitlines()
    paths = [json.loads(line)["source"]["path"] for line in lines]
    assert paths == sorted(str(path) for path in seed_texts.values())


def test_auto_without_a_model_reads_by_rules_and_says_so_once(gongkai: Command, report: Path) -> None:
    done = gongkai("extract", report.parent, "--out", report.parent / "run")
    assert done.returncode == 0
    assert done.stderr.count("no model is configured") == 1


def test_the_rules_reader_says_nothing_of_a_model(gongkai: Command, report: Path) -> None:
    done = gongkai("extract", report, "--out", report.parent / "run", "--reader", "rules")
    assert "model" not in done.stderr


@pytest.mark.parametrize("reader", ["model", "both"])
def test_a_reader_that_needs_a_model_and_has_none_is_a_wrong_usage(gongkai: Command, report: Path, reader: str) -> None:
    run = report.parent / "run"
    done = gongkai("extract", report, "--out", run, "--reader", reader)
    assert done.returncode == 2
    assert "GONGKAI_MODEL" in done.stderr
    assert not run.exists()


def test_the_key_of_the_endpoint_is_printed_and_stored_nowhere(gongkai: Command, report: Path) -> None:
    run = report.parent / "run"
    # Nothing listens at this port, so every call is refused: the errors are where a key would slip out.
    env = {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": "http://127.0.0.1:9/v1", "GONGKAI_MODEL": "none"}
    done = gongkai("extract", report, "--out", run, "--reader", "rules", env=env)
    shown = gongkai("show", run, "report.txt", "--json", env=env)
    assert KEY not in done.stdout + done.stderr + shown.stdout + shown.stderr
    assert not [path for path in run.iterdir() if KEY.encode() in path.read_bytes()]


def test_a_second_extract_has_nothing_to_do(gongkai: Command, report: Path) -> None:
    arguments = ("extract", report, "--out", report.parent / "run", "--reader", "rules")
    assert "1 read in" in gongkai(*arguments).stderr
    again = gongkai(*arguments)
    assert again.returncode == 0
    assert "0 read in" in again.stderr
    assert "1 read before" in again.stderr


def test_a_path_that_does_not_exist_starts_nothing(gongkai: Command, report: Path) -> None:
    run = report.parent / "run"
    done = gongkai("extract", report, report.parent / "nowhere.txt", "--out", run, "--reader", "rules")
    assert (done.returncode, done.stdout) == (2, "")
    assert "nowhere.txt" in done.stderr
    assert not (run / "run.sqlite").exists()


def test_a_run_folder_that_is_a_file_is_a_wrong_usage(gongkai: Command, report: Path) -> None:
    done = gongkai("extract", report, "--out", report)
    assert done.returncode == 2
    assert "report.txt" in done.stderr


def test_show_prints_the_tables_with_the_labels_and_values_of_the_report(gongkai: Command, seeds_run: Path) -> None:
    done = gongkai("show", seeds_run, str(FIXTURES / "luolong-government-office-2024" / "report.txt"))
    assert done.returncode == 0, done.stderr
    rows = {
        line.split("│")[1].strip(): line.split("│")[2:-1] for line in done.stdout.splitlines() if line.count("│") > 3
    }
    # 137 applications of persons, 3 of other organizations: read off the source by eye.
    assert [cell.split("[")[0].strip() for cell in rows["一、本年新收政府信息公开申请数量"]] == [
        "137",
        "0",
        "0",
        "0",
        "0",
        "3",
        "140",
    ]
    assert "洛龙区人民政府办公室" in done.stdout
    assert "\x1b" not in done.stdout


def test_show_gives_the_record_itself_as_json(gongkai: Command, seeds_run: Path) -> None:
    line = (seeds_run / "reports.jsonl").read_text(encoding="utf-8").splitlines()[0]
    done = gongkai("show", seeds_run, json.loads(line)["id"][:10], "--json")
    assert json.loads(done.stdout) == json.loads(line)


def test_a_name_that_several_reports_have_is_answered_with_their_ids(gongkai: Command, seeds_run: Path) -> None:
    done = gongkai("show", seeds_run, "report.txt")
    assert (done.returncode, done.stdout) == (2, "")
    ids = [json.loads(line)["id"] for line in (seeds_run / "reports.jsonl").read_text(encoding="utf-8").splitlines()]
    assert all(report_id in done.stderr for report_id in ids)


def test_a_report_that_is_not_in_the_run_is_a_wrong_usage(gongkai: Command, seeds_run: Path) -> None:
    done = gongkai("show", seeds_run, "other.txt")
    assert (done.returncode, done.stdout) == (2, "")
    assert "other.txt" in done.stderr


@pytest.mark.parametrize("command", [("check",), ("show", "x")])
def test_a_folder_that_is_no_run_is_a_wrong_usage(gongkai: Command, tmp_path: Path, command: tuple[str, ...]) -> None:
    done = gongkai(command[0], tmp_path, *command[1:])
    assert (done.returncode, done.stdout) == (2, "")
    assert "no run here" in done.stderr


@pytest.mark.parametrize("command", [("check",), ("show", "x"), ("summarize",), ("export", "--to", "csv")])
def test_a_run_that_is_nowhere_is_a_wrong_usage(gongkai: Command, tmp_path: Path, command: tuple[str, ...]) -> None:
    done = gongkai(command[0], tmp_path / "nowhere", *command[1:])
    assert (done.returncode, done.stdout) == (2, "")
    assert "nowhere" in done.stderr
    assert "program" not in done.stderr
    assert not (tmp_path / "nowhere").exists()


def test_check_prints_a_broken_rule_with_both_sides(gongkai: Command, report: Path) -> None:
    run = report.parent / "run"
    text = report.read_text(encoding="utf-8")
    assert text.count("137\t0\t0\t0\t0\t3\t140") == 1
    report.write_text(text.replace("137\t0\t0\t0\t0\t3\t140", "137\t0\t0\t0\t0\t3\t143"), encoding="utf-8")
    assert gongkai("extract", report, "--out", run, "--reader", "rules").returncode == 0
    done = gongkai("check", run, "--rule", "applications.row_total", "--severity", "error")
    assert done.returncode == 0
    assert "140" in done.stdout
    assert "143" in done.stdout
    assert "1 errors" in done.stderr


def test_check_of_one_agency_leaves_the_others_out(gongkai: Command, seeds_run: Path) -> None:
    assert gongkai("check", seeds_run, "--agency", "运城").stderr.count("1 reports checked") == 1
    assert gongkai("check", seeds_run, "--agency", "洛龙区").stderr.count("2 reports checked") == 1


def test_check_names_the_rules_there_are_where_the_wanted_one_found_nothing(gongkai: Command, seeds_run: Path) -> None:
    done = gongkai("check", seeds_run, "--rule", "aplications")
    assert (done.returncode, done.stdout) == (0, "")
    assert "no finding of the rule aplications" in done.stderr
    assert "prose.normative_documents_issued" in done.stderr


def test_the_schema_describes_the_records(gongkai: Command, seeds_run: Path) -> None:
    schema = json.loads(gongkai("schema").stdout)
    line = json.loads((seeds_run / "reports.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert set(line) == set(schema["properties"])
    assert set(schema["required"]) <= set(line)


def test_a_copy_of_a_report_is_one_record_with_both_paths(gongkai: Command, report: Path) -> None:
    shutil.copy(report, report.parent / "twin.txt")
    run = report.parent / "run"
    assert "1 given twice" in gongkai("extract", report.parent, "--out", run, "--reader", "rules").stderr
    shown = gongkai("show", run, "twin.txt")
    assert "report.txt" in shown.stdout


def test_the_version_is_that_of_the_project(gongkai: Command) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert gongkai("--version").stdout == f"gongkai {project['version']}\n"
