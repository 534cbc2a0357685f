"""Rules of the user's own, and rules between years."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from command_process import run_command
from judge_tables import applications, reading
from typer.testing import CliRunner

from extract.judge import Rulebook, RulesError, judge, load_rulebook
from extract.judge.again import judged_run
from extract.prose.claims import find_claims
from extract.prose.remarks import prose_of
from extract.run import Options, extract, own_rules, records
from extract.settings import Settings
from gongkai.commands import app
from schemas.form import load_form
from schemas.record import Claim, Finding, Reading, Record, Source

pytestmark = pytest.mark.usefixtures("english")

FORM = load_form()

RULE = """
[[rule]]
id = "own.people"
table = "applications"
each = "row"
left = ["natural_person"]
right = ["total"]
says = "全部由自然人提出"
severity = "SEVERITY"
"""
CLAIM = """
[[claim]]
kind = "own.documents"
pattern = '规范性文件{n}条'
equals = [["disclosure.normative_documents.issued"]]
"""


def book(tmp_path: Path, text: str) -> Rulebook:
    path = tmp_path / "my.toml"
    path.write_text(text, encoding="utf-8")
    return load_rulebook(path, FORM)


def own(findings: list[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.rule.startswith("own.")]


@pytest.mark.parametrize(("severity", "trust"), [("error", "suspect"), ("warning", "verified")])
def test_a_rule_of_the_users_is_applied_hard_or_soft(tmp_path: Path, severity: str, trust: str) -> None:
    rulebook = book(tmp_path, RULE.replace("SEVERITY", severity))
    rows = {"new": "1 2 0 0 0 0 3", "concluded": "1 2 0 0 0 0 3", "granted": "1 2 0 0 0 0 3"}
    judged = judge([{"applications": reading(applications(rows))}], rulebook=rulebook)
    assert {(f.severity, f.left, f.right) for f in own(judged.findings)} == {(severity, 1, 3)}
    assert len(own(judged.findings)) == 3
    assert judged.cells["applications.new.business"].trust == trust
    assert len([check for check in judged.checks if check.rule == "own.people"]) == 25


def test_a_claim_of_the_users_is_found_in_the_prose(tmp_path: Path) -> None:
    rulebook = book(
        tmp_path,
        """
        [[claim]]
        kind = "own.licences"
        pattern = '发放许可证{n}{u}'
        equals = [["disclosure.licensing.decisions"]]
        """,
    )
    (claim,) = find_claims(prose_of("全年发放许可证31件。", []), FORM, 2024, rulebook.claims)
    assert (claim.kind, claim.value) == ("own.licences", 31)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("[[rule]]\nid = 'a'\ntable = 'x'\neach = 'row'\nleft = ['a']\nright = ['b']\nsays = ''", 3, "unknown table"),
        (RULE.replace("SEVERITY", "error").replace("natural_person", "people"), 6, "unknown term 'people'"),
        (RULE, 9, "severity"),
        (RULE.replace("SEVERITY", "error").replace("says", "sais"), 2, "says"),
        (RULE.replace("SEVERITY", "error") + RULE.replace("SEVERITY", "odd"), 18, "severity"),
        (RULE.replace("SEVERITY", "error") + "weight = 3", 10, "weight"),
        ("[[claim]]\nkind = 'a'\npattern = '收到({n}件'", 3, "no regular expression"),
        ("[[claim]]\nkind = 'a'\npattern = '收到'", 3, "{n}"),
        ("[[claim]]\nkind = 'a'\npattern = '收到{n}'\nunless = '('", 4, "no regular expression"),
        ("[[claim]]\nkind = 'a'\npattern = '收到{n}'\nequals = [['applications.new.sum']]", 4, "no edition"),
        ("\n\n[[ruel]]\nid = 'a'", 3, "unknown entry"),
        ("[rule]\nid = 'a'", 1, "two brackets"),
        ("[[rule]\n", 1, "line 1"),
    ],
)
def test_an_error_in_a_rules_file_is_reported_with_its_line(tmp_path: Path, text: str, line: int, said: str) -> None:
    with pytest.raises(RulesError) as error:
        book(tmp_path, text)
    assert "my.toml" in str(error.value)
    assert f"line {line}" in str(error.value)
    assert said in str(error.value)


def test_rules_given_to_extract_stay_with_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are applied again by whoever checks the run, and are gone where it is read without them."""
    monkeypatch.setenv("GONGKAI_LANG", "zh")  # in which a rule is called by its id once
    source = Path(__file__).parents[2] / "eval" / "fixtures" / "luolong-government-office-2024" / "report.txt"
    rules = RULE.replace("SEVERITY", "warning") + CLAIM
    run = tmp_path / "run"
    extract([source], run, Settings(reader="rules", rules=rules), Options(workers=0))
    (record,) = records(run)
    assert len(own(record.findings)) == 2
    assert [claim.value for claim in record.claims if claim.kind == "own.documents"] == [3]
    assert CliRunner().invoke(app, ["check", str(run), "--rule", "own"]).output.count("own.people") == 2
    extract([source], run, Settings(reader="rules"), Options(workers=0))
    (record,) = records(run)
    assert own(record.findings) == []
    assert not [claim for claim in record.claims if claim.kind.startswith("own.")]
    assert own_rules(run) is None


@pytest.mark.parametrize("command", ["extract", "check"])
def test_a_wrong_rules_file_stops_the_command_before_anything_is_done(tmp_path: Path, command: str) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "my.toml").write_text(RULE.replace("SEVERITY", "odd"), encoding="utf-8")
    (tmp_path / "a.txt").write_text("一", encoding="utf-8")
    given = [str(tmp_path / "a.txt"), "--out"] if command == "extract" else []
    done = run_command(command, *given, str(tmp_path / "run"), "--rules", str(tmp_path / "my.toml"))
    assert done.returncode == 2
    assert "my.toml, line 9: severity" in done.stderr
    assert "Traceback" not in done.stderr
    assert list((tmp_path / "run").iterdir()) == []


def test_the_examples_of_the_manual_can_be_used(tmp_path: Path) -> None:
    manual = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
    rulebook = book(tmp_path, "\n".join(re.findall(r"```toml\n(.*?)```", manual, re.DOTALL)))
    assert [len(rulebook.edits), len(rulebook.between_years), len(rulebook.claims)] == [1, 1, 2]
    text = "全年办理许可31件。转办许可事项中办理许可4件。"
    assert [c.value for c in find_claims(prose_of(text, []), FORM, 2024, rulebook.claims)] == [31]


def test_a_rules_file_that_is_not_there_is_reported(tmp_path: Path) -> None:
    with pytest.raises(RulesError, match=r"none\.toml: cannot be read"):
        load_rulebook(tmp_path / "none.toml", FORM)


def year(number: int, carried: tuple[int, int], in_force: tuple[int, int, int], agency: str = "某县") -> Record:
    """A report of a year: carried in and out; issued, repealed, in force."""
    tables = {
        t: {row.id: {column.id: 0 for column in row.columns} for row in FORM.table(t, "2021").rows}
        for t in FORM.table_ids
    }
    tables["applications"]["carried_in"]["total"], tables["applications"]["carried_out"]["total"] = carried
    tables["applications"]["new"]["total"] = 100 + 10 * (number - 2020)
    row = tables["disclosure"]["normative_documents"]
    row["issued"], row["repealed"], row["in_force"] = in_force
    return Record(
        id=str(number), source=Source(path=f"{number}.txt", sha256="", media_type="text/plain"), agency=agency,
        year=number, editions={"disclosure": "2021", "applications": "2021"}, tables=tables, cells={},
        reading=Reading(reader="rules"),
    )  # fmt: skip


def over_years(*records: Record) -> list[tuple[str, str, object, object]]:
    found = judged_run(lambda: records, FORM)
    return [(r.id, f.rule, f.left, f.right) for r in found for f in r.findings if f.rule.startswith("years.")]


def test_what_was_carried_out_one_year_is_carried_in_the_next() -> None:
    assert over_years(year(2022, (0, 4), (1, 0, 5)), year(2023, (4, 0), (2, 1, 6))) == []
    assert over_years(year(2022, (0, 4), (1, 0, 5)), year(2023, (3, 0), (2, 1, 7))) == [
        ("2023", "years.carried", 4, 3),
        ("2023", "years.in_force", 6, 7),
    ]


def test_years_that_do_not_follow_and_other_agencies_are_not_compared() -> None:
    before = year(2021, (0, 4), (1, 0, 5))
    assert over_years(before, year(2023, (3, 0), (2, 1, 7))) == []
    assert over_years(before, year(2022, (3, 0), (2, 1, 7), agency="另县")) == []


def test_an_agency_is_the_same_with_spaces_in_its_name() -> None:
    later = year(2023, (3, 0), (0, 0, 5), agency="某 县")
    assert [rule for _, rule, _, _ in over_years(year(2022, (0, 4), (0, 0, 5)), later)] == ["years.carried"]


@pytest.mark.parametrize(("said", "expected"), [("8.3", []), ("8", []), ("9.1", ["years.growth"])])
def test_stated_growth_is_computed_from_two_years(said: str, expected: list[str]) -> None:
    before, now = year(2022, (0, 0), (0, 0, 0)), year(2023, (0, 0), (0, 0, 0))
    now.claims.append(
        Claim(kind="applications_growth_percent", value=said, scope="own", quote="同比增长", start=0, end=4)
    )
    assert [rule for _, rule, _, _ in over_years(before, now)] == expected
