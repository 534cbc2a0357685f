"""Damaged runs: what is said, what stays usable, and how what was lost is read again."""

from __future__ import annotations

import random
import shutil
import sqlite3
import warnings
from pathlib import Path

import pytest
from run_standin import STEPS, Write, count

from extract.model.cache import FILE, Cache
from extract.run import Options, RunError, RunSummary, extract, failures, records
from extract.run.damage import RunDamage
from extract.run.repair import KEPT
from extract.settings import Settings

pytestmark = pytest.mark.usefixtures("english")

RULES = Settings(reader="rules")


def run(folder: Path, *, repair: bool = False) -> RunSummary:
    paths = [] if repair else [folder]
    return extract(paths, folder.parent / "run", RULES, Options(workers=0, repair=repair), steps=STEPS)


def ledger_of(folder: Path) -> Path:
    return folder.parent / "run" / "run.sqlite"


def change(folder: Path, statement: str, *values: object) -> None:
    with sqlite3.connect(ledger_of(folder)) as ledger:
        ledger.execute(statement, values)


@pytest.mark.parametrize("column", ["record", "figures", "agency", "identity"])
def test_a_record_that_is_not_what_was_written_is_named_and_never_given_out(
    folder: Path, write: Write, column: str
) -> None:
    write("a", agency="甲局", year=2023)
    write("b", agency="乙局", year=2023)
    run(folder)
    change(folder, f"update reports set {column} = ? where path like '%a.txt'", b"x" if column == "record" else "x")
    with pytest.warns(RunDamage, match=r"a\.txt: its record in the ledger is damaged; .*--repair"):
        assert [record.agency for record in records(folder.parent / "run")] == ["乙局"]
    (failure,) = failures(folder.parent / "run")
    assert failure.path.endswith("a.txt")


def test_repair_reads_again_what_is_damaged_and_nothing_else(folder: Path, write: Write) -> None:
    bad, good = write("a", agency="甲局"), write("b", agency="乙局")
    run(folder)
    change(folder, "update reports set record = ? where path like '%a.txt'", b"x")
    summary = run(folder, repair=True)
    assert (summary.read, count(bad, "reads"), count(good, "reads")) == (1, 2, 1)
    assert [record.agency for record in records(folder.parent / "run")] == ["甲局", "乙局"]
    assert failures(folder.parent / "run") == []


def test_a_run_given_again_reads_what_is_damaged_too(folder: Path, write: Write) -> None:
    write("a")
    run(folder)
    change(folder, "update reports set record = ?", b"x")
    assert run(folder).read == 1


@pytest.mark.parametrize("seed", range(8))
def test_two_hundred_bytes_anywhere_lose_no_report_and_change_none(folder: Path, write: Write, seed: int) -> None:
    for number in range(12):
        write(f"{number:02}", "fat" if number % 3 == 0 else "fine", f"第{number}局", 2020 + number)
    run(folder)
    whole = {record.source.path: record.model_dump_json() for record in records(folder.parent / "run")}
    chance = random.Random(seed)
    data = bytearray(ledger_of(folder).read_bytes())
    at = chance.randrange(len(data) - 200) if seed % 2 else chance.randrange(0, 4000)
    data[at : at + 200] = chance.randbytes(200)
    ledger_of(folder).write_bytes(data)
    assert_damage_is_told(folder.parent / "run", whole)
    run(folder, repair=True)
    assert {record.source.path: record.model_dump_json() for record in records(folder.parent / "run")} == whole


def assert_damage_is_told(run_dir: Path, whole: dict[str, str]) -> None:
    """What is given out is what was written; what is not is named, or the whole run is."""
    copy = run_dir.with_name("copy")
    shutil.copytree(run_dir, copy)
    try:
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            found = {record.source.path: record.model_dump_json() for record in records(copy)}
    except RunError as error:
        said = str(error)
    else:
        said = ""
        assert all(whole[path] == record for path, record in found.items())
        assert len(found) + sum(issubclass(one.category, RunDamage) for one in told) >= len(whole)
    assert not said or "--repair" in said or "no ledger" in said


def test_a_repaired_run_keeps_the_damaged_file_beside_it(folder: Path, write: Write) -> None:
    write("a")
    run(folder)
    ledger_of(folder).write_bytes(b"\xff" * 100 + ledger_of(folder).read_bytes()[100:])
    run(folder, repair=True)
    assert (folder.parent / "run" / KEPT).is_file()
    assert len(list(records(folder.parent / "run"))) == 1


def test_a_ledger_of_the_first_version_is_brought_up_by_the_next_run(folder: Path, write: Write) -> None:
    report = write("a", agency="甲局")
    run(folder)
    for table in ("reports", "paths"):
        change(folder, f"alter table {table} drop column checksum")
    change(folder, "pragma user_version = 1")
    with pytest.raises(RunError, match=r"version 1, and this program reads version 2; .*--repair"):
        list(records(folder.parent / "run"))
    run(folder, repair=True)
    assert [record.agency for record in records(folder.parent / "run")] == ["甲局"]
    assert count(report, "reads") == 1


@pytest.mark.parametrize("name", ["run.log", "run.lock"])
def test_a_folder_in_the_place_of_a_file_of_the_run_is_named(folder: Path, write: Write, name: str) -> None:
    write("a")
    (folder.parent / "run" / name).mkdir(parents=True)
    with pytest.raises(RunError, match="run"):
        run(folder)


def test_a_folder_in_the_place_of_the_number_of_the_process_is_no_matter(folder: Path, write: Write) -> None:
    write("a")
    (folder.parent / "run" / "run.pid").mkdir(parents=True)
    assert run(folder).read == 1


def test_a_run_whose_folder_is_removed_under_it_says_so(folder: Path, write: Write) -> None:
    write("a")
    write("b")

    def remove(event: object) -> None:
        shutil.rmtree(folder.parent / "run", ignore_errors=True)

    with pytest.raises(RunError, match=r"run\.sqlite: was moved or removed"):
        extract([folder], folder.parent / "run", RULES, Options(workers=0), remove, STEPS)


def test_garbled_answers_are_put_aside_and_asked_again(tmp_path: Path) -> None:
    first = Cache(tmp_path)
    first.put("key", "value")
    first.close()
    (tmp_path / FILE).write_bytes(b"garbage" * 2000)
    second = Cache(tmp_path)
    assert second.get("key") is None
    second.put("key", "other")
    assert second.get("key") == "other"
    second.close()
    assert (tmp_path / f"{FILE}.damaged").is_file()


def test_an_answer_that_is_not_as_it_was_written_is_none(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put("key", '{"value": 12}')
    with sqlite3.connect(tmp_path / FILE) as kept:
        kept.execute("update kept set value = ?", ('{"value": 13}',))
    assert cache.get("key") is None
    cache.close()
