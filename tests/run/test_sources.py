"""From paths to files: order, identity, and what cannot be read."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from run_standin import STEPS

from extract.run import Options, UsageError, extract
from extract.run.sources import Sources
from extract.settings import Settings

pytestmark = pytest.mark.usefixtures("english")

TXT = {".txt"}


def found(*paths: str | Path) -> list[str]:
    return [Path(candidate.path).name for candidate in Sources(paths, TXT)]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in ["b.txt", "a.TXT", "c.csv", ".hidden.txt", "~$b.txt", "sub/d.txt", ".git/e.txt"]:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(name)
    return tmp_path


def test_a_folder_gives_its_reports_in_order_and_counts_what_it_leaves_out(tree: Path) -> None:
    sources = Sources([tree], TXT)
    candidates = list(sources)
    assert [Path(c.path).name for c in candidates] == ["a.TXT", "b.txt", "d.txt"]
    assert candidates[1].sha256 == hashlib.sha256(b"b.txt").hexdigest()
    assert sources.ignored == 1


def test_a_file_that_is_named_is_taken_whatever_its_ending(tree: Path) -> None:
    assert found(tree / "c.csv") == ["c.csv"]


def test_a_glob_gives_what_it_matches(tree: Path) -> None:
    assert found(tree / "[a-z]*.txt") == ["b.txt"]
    assert found(tree / "**" / "d.txt") == ["d.txt"]


def test_a_file_whose_name_looks_like_a_glob_is_that_file(tmp_path: Path) -> None:
    (tmp_path / "[2024].txt").write_text("x")
    assert found(tmp_path / "[2024].txt") == ["[2024].txt"]


def test_one_file_by_several_ways_is_one_source(tree: Path) -> None:
    assert found(tree, tree / "b.txt", tree / "sub" / ".." / "b.txt") == ["a.TXT", "b.txt", "d.txt"]


def test_every_path_that_does_not_exist_is_named_and_nothing_is_started(tree: Path) -> None:
    with pytest.raises(UsageError, match=r"nowhere\.txt, .*\*\.pdf"):
        extract(
            [tree / "b.txt", tree / "nowhere.txt", tree / "*.pdf"], tree / "run", Settings(), Options(), steps=STEPS
        )
    assert not (tree / "run").exists()


def test_an_address_of_the_web_is_told_to_be_downloaded_first(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"https://example\.invalid/a\.html; download web pages first"):
        Sources(["https://example.invalid/a.html"], TXT)


def test_a_folder_without_reports_is_a_failure_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    summary = extract([tmp_path / "empty"], tmp_path / "run", Settings(), Options(), steps=STEPS)
    (failure,) = summary.failures
    assert failure.path == str(tmp_path / "empty")
    assert "holds no report" in failure.reason
    assert summary.exit_status == 1


def test_the_run_folder_inside_the_reports_is_no_source(tree: Path) -> None:
    (tree / "run").mkdir()
    (tree / "run" / "run.sqlite").touch()
    (tree / "run" / "old.txt").touch()
    assert "old.txt" not in found(tree)


def test_a_circle_of_links_is_walked_once(tree: Path) -> None:
    (tree / "sub" / "up").symlink_to(tree, target_is_directory=True)
    assert found(tree) == ["a.TXT", "b.txt", "d.txt"]


def test_a_link_to_nothing_and_a_pipe_are_failures_and_the_others_are_read(tree: Path) -> None:
    (tree / "gone.txt").symlink_to(tree / "nowhere")
    os.mkfifo(tree / "pipe.txt")
    summary = extract([tree], tree / "run", Settings(reader="rules"), Options(workers=0), steps=STEPS)
    assert [(Path(f.path).name, f.reason) for f in summary.failures] == [
        ("gone.txt", "cannot be read (no such file or folder)"),
        ("pipe.txt", "is no regular file; give a file that holds a report"),
    ]
    assert summary.read == 3


def test_a_name_in_gb18030_is_read_and_shown(tmp_path: Path) -> None:
    name = "年报.txt".encode("gb18030")
    (tmp_path / os.fsdecode(name)).write_text("fine")
    summary = extract([tmp_path], tmp_path / "run", Settings(reader="rules"), Options(workers=0), steps=STEPS)
    assert (summary.read, summary.failures) == (1, ())
    assert "年报.txt" in (tmp_path / "run" / "reports.jsonl").read_text(encoding="utf-8")
