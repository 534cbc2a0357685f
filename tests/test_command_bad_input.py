"""Bad input: each bad file is named with what is wrong, the good ones beside it are read all the same."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from command_process import Command, run_command

from schemas.record import Record

OTHER_TEXT = "红烧肉的做法\n一、选五花肉两斤，切块焯水。\n二、热锅凉油，炒糖色。\n三、小火炖一小时，收汁即可。\n" * 20


class Heap:
    """A folder of good and bad files, read once."""

    def __init__(self, folder: Path, seed: Path) -> None:
        self.folder = folder
        self.text = seed.read_text(encoding="utf-8")
        shutil.copy(seed, folder / "good.txt")
        (folder / "empty.txt").write_bytes(b"")
        (folder / "blank.txt").write_text(" \n\t\n\u3000\n", encoding="utf-8")
        (folder / "recipe.txt").write_text(OTHER_TEXT, encoding="utf-8")
        (folder / "noise.txt").write_bytes(bytes(range(256)) * 40)
        (folder / "cut.txt").write_text(self.text[: self.text.index("(七) 总计")], encoding="utf-8")
        start, end = self.text.index("四、政府信息公开行政复议"), self.text.index("五、存在的主要问题")
        (folder / "missing.txt").write_text(self.text[:start] + self.text[end:], encoding="utf-8")
        (folder / "gb.txt").write_bytes(self.text.encode("gb18030"))
        (folder / "utf16.txt").write_bytes(self.text.encode("utf-16"))
        (folder / "lost.txt").symlink_to(folder / "nowhere.txt")
        (folder / "photo.xyz").write_bytes(b"not a kind of report")
        self.done = run_command("extract", folder, "--out", folder / "run", "--reader", "rules")
        lines = (folder / "run" / "reports.jsonl").read_text(encoding="utf-8").splitlines()
        self.records = {Path(line["source"]["path"]).name: line for line in map(json.loads, lines)}

    def line(self, name: str) -> str:
        """The last line of standard error that names a file."""
        named = [line for line in self.done.stderr.splitlines() if name in line]
        assert named, self.done.stderr
        return named[-1]


@pytest.fixture(scope="module")
def heap(tmp_path_factory: pytest.TempPathFactory, seed_texts: dict[str, Path]) -> Heap:
    return Heap(tmp_path_factory.mktemp("heap"), seed_texts["luolong-government-office-2024"])


def test_some_reports_that_cannot_be_read_make_the_exit_status_1(heap: Heap) -> None:
    assert (heap.done.returncode, heap.done.stdout) == (1, "")
    assert "Traceback" not in heap.done.stderr


@pytest.mark.parametrize("name", ["empty.txt", "blank.txt", "recipe.txt", "noise.txt", "lost.txt"])
def test_a_file_that_is_no_report_is_named_with_the_reason_and_makes_no_record(heap: Heap, name: str) -> None:
    line = heap.line(name)
    assert line.startswith("failed ")
    assert len(line.split(": ", 1)[1]) > 15
    assert name not in heap.records


def test_the_failures_are_counted_in_the_closing_summary(heap: Heap) -> None:
    assert "5 failed" in heap.done.stderr


@pytest.mark.parametrize("name", ["gb.txt", "utf16.txt"])
def test_a_report_in_another_encoding_has_the_values_of_the_one_in_utf_8(heap: Heap, name: str) -> None:
    assert heap.records[name]["tables"] == heap.records["good.txt"]["tables"]
    assert heap.records[name]["agency"] == heap.records["good.txt"]["agency"]


@pytest.mark.parametrize("name", ["cut.txt", "missing.txt"])
def test_a_table_that_is_not_there_is_named_with_the_file_and_left_empty(heap: Heap, name: str) -> None:
    assert re.search("not found|could not be read", heap.line(name))
    record = Record.model_validate(heap.records[name])
    assert {value for row in record.tables["proceedings"].values() for value in row.values()} == {None}
    assert {cell.state for address, cell in record.cells.items() if address.startswith("proceedings.")} == {"absent"}


def test_a_cut_report_keeps_the_rows_before_the_cut(heap: Heap) -> None:
    whole, cut = heap.records["good.txt"]["tables"]["applications"], heap.records["cut.txt"]["tables"]["applications"]
    assert cut["new"] == whole["new"]
    assert cut["other_remaining"] == whole["other_remaining"]
    assert set(cut["carried_out"].values()) == {None}


def test_a_file_of_another_kind_is_passed_over_and_counted(heap: Heap) -> None:
    assert "photo.xyz" not in heap.done.stderr
    assert "1 files of other kinds" in heap.done.stderr


def test_a_report_that_could_not_be_read_is_shown_by_its_reason(heap: Heap, gongkai: Command) -> None:
    done = gongkai("show", heap.folder / "run", "empty.txt")
    assert (done.returncode, done.stdout) == (2, "")
    assert "could not be read" in done.stderr


def test_a_folder_without_reports_is_named_with_what_would_be_one(gongkai: Command, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.xyz").write_bytes(b"a")
    done = gongkai("extract", tmp_path / "photos", "--out", tmp_path / "run", "--reader", "rules")
    assert done.returncode == 1
    assert "photos" in done.stderr
    assert ".txt" in done.stderr


def test_a_file_in_no_known_encoding_is_named_with_what_to_do(gongkai: Command, tmp_path: Path, heap: Heap) -> None:
    damaged = bytearray(heap.text.encode("utf-8"))
    damaged[::7] = b"\xff" * len(damaged[::7])
    (tmp_path / "damaged.txt").write_bytes(bytes(damaged))
    done = gongkai("extract", tmp_path / "damaged.txt", "--out", tmp_path / "run", "--reader", "rules")
    assert done.returncode == 1
    assert "damaged.txt" in done.stderr


def test_a_file_name_cannot_send_an_escape_sequence_to_the_terminal(gongkai: Command, tmp_path: Path) -> None:
    (tmp_path / "a\x1b[31m\x07.txt").write_bytes(b"")
    done = gongkai("extract", tmp_path, "--out", tmp_path / "run", "--reader", "rules")
    assert done.returncode == 1
    assert not {"\x1b", "\x07"} & set(done.stderr)


@pytest.mark.parametrize("address", ["nonsense", "http://[bad", "http://host:99999/v1"])
def test_a_wrong_address_of_an_endpoint_is_wrong_usage(tmp_path: Path, address: str) -> None:
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    ran = run_command("extract", tmp_path / "a.txt", "--out", tmp_path / "run", "--model", "m", "--base-url", address)
    assert ran.returncode == 2
    assert not (tmp_path / "run").exists()
