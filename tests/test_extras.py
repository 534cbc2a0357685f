"""A small installation reads text and asks a model; what it lacks is named in one line, by its extra."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, distribution, packages_distributions, requires
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from command_process import FIXTURES, ROOT, run_command
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from extract.extras import EXTRAS, MissingExtra, needing

TEXT = FIXTURES / "luolong-government-office-2024" / "report.txt"
PDF = FIXTURES / "made-pdf-601" / "report.pdf"
SCAN = FIXTURES / "made-scan-low-100-705" / "report.pdf"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
OPTIONAL: dict[str, list[str]] = PROJECT["optional-dependencies"]


def needed(names: list[str]) -> Iterator[str]:
    """The packages that requirements name, those of the project's own extras among them."""
    for requirement in map(Requirement, names):
        if requirement.name != "gongkai":
            yield str(canonicalize_name(requirement.name))
        for extra in requirement.extras if requirement.name == "gongkai" else ():
            yield from needed(OPTIONAL[extra])


def modules_of(extras: Iterable[str]) -> set[str]:
    """The top-level modules of the packages that these extras name themselves."""
    wanted = {canonicalize_name(Requirement(text).name) for extra in extras for text in OPTIONAL[extra]}
    wanted -= {"gongkai"}
    return {m for m, names in packages_distributions().items() if wanted & {canonicalize_name(n) for n in names}}


def without(extras: list[str], *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """`gongkai ARGUMENTS` where the packages of some extras are not installed."""
    with TemporaryDirectory() as folder:
        hide = f"import sys; sys.modules.update(dict.fromkeys({sorted(modules_of(extras))!r}))\n"
        Path(folder, "sitecustomize.py").write_text(hide, encoding="utf-8")  # in every process that is started too
        return run_command(*arguments, env={"PYTHONPATH": os.pathsep.join((folder, str(ROOT)))})


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that was read, checked and looked at without any extra."""
    run = tmp_path_factory.mktemp("small") / "run"
    done = without(list(EXTRAS), "extract", TEXT, "--out", run, "--reader", "rules", "--workers", "0")
    assert done.returncode == 0, done.stderr
    return run


def test_every_extra_of_the_project_but_all_is_known_by_what_it_is_for() -> None:
    assert {*EXTRAS, "all"} == OPTIONAL.keys()


def test_all_brings_every_extra_but_ray() -> None:
    everything = {name for extra in EXTRAS if extra != "ray" for name in needed(OPTIONAL[extra])}
    assert set(needed(OPTIONAL["all"])) == everything


@pytest.mark.parametrize(
    "arguments",
    [("check",), ("show", "luolong"), ("export", "--to", "csv"), ("export", "--to", "jsonl")],
    ids=" ".join,
)
def test_a_run_of_texts_needs_no_extra(run: Path, arguments: tuple[str, ...]) -> None:
    done = without(list(EXTRAS), arguments[0], run, *arguments[1:])
    assert done.returncode == 0, done.stderr


def test_labels_are_begun_without_any_extra(tmp_path: Path) -> None:
    done = without(list(EXTRAS), "label", TEXT, "--into", tmp_path)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("extra", "arguments"),
    [
        ("export", ("export", "RUN", "--to", "xlsx")),
        ("export", ("export", "RUN", "--to", "parquet")),
        ("summary", ("summarize", "RUN")),
        ("pages", ("show", "RUN", "luolong", "--page", "1")),
        ("eval", ("eval", "--limit", "1")),
        ("ray", ("extract", TEXT, "--out", "RUN", "--fresh", "--reader", "rules", "--engine", "ray")),
    ],
    ids=lambda given: given if isinstance(given, str) else given[0],
)
def test_a_command_names_the_extra_that_it_lacks_in_one_line(
    run: Path, extra: str, arguments: tuple[str | Path, ...]
) -> None:
    done = without([extra], *(run if given == "RUN" else given for given in arguments))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[-1].endswith(f"pip install 'gongkai[{extra}]'")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("extra", "report"), [("pages", PDF), ("scans", FIXTURES / "made-scan-low-100-705" / PDF.name)]
)
def test_a_report_that_needs_an_extra_fails_by_its_name_and_the_others_are_read(
    extra: str, report: Path, tmp_path: Path
) -> None:
    done = without([extra], "extract", TEXT, report, "--out", tmp_path / "run", "--reader", "rules", "--workers", "0")
    assert done.returncode == 1
    assert re.search(rf"^failed .*report\.pdf: .*gongkai\[{extra}\]", done.stderr, re.M)
    assert re.search(r"^1 read .*1 failed", done.stderr, re.M)


@pytest.mark.slow
def test_the_demo_reads_what_it_can_and_says_what_the_rest_needs(tmp_path: Path) -> None:
    done = without(["pages", "scans"], "demo", "--out", tmp_path / "demo")
    assert done.returncode == 0, done.stderr
    assert re.findall(r"^gongkai: left out: .*gongkai\[(\w+)\]", done.stderr, re.M) == ["pages", "scans"]
    assert "洛龙区人民政府办公室" in done.stdout
    assert " 0 failed" in done.stderr
    assert (tmp_path / "demo" / "findings.html").is_file()


@pytest.mark.usefixtures("english")
def test_the_missing_module_of_an_extra_is_named_by_the_extra() -> None:
    with pytest.raises(MissingExtra, match=r"pip install 'gongkai\[scans\]'"), needing("scans"):
        import no_such_module_of_recognition  # noqa: F401


# ---------------------------------------------------------------- licences

FREE = re.compile(
    r"\b(MIT|MIT-0|MIT-CMU|HPND|BSD|BSD-[23]-Clause|0BSD|Apache|Apache-2\.0|ISC|PSF|PSF-2\.0|Python-2\.0|Unlicense"
    r"|Python Software Foundation License|Zlib|CC0-1\.0|MPL-2\.0|Mozilla Public License 2\.0)\b", re.I
)  # fmt: skip
"""Licences that ask nothing of a program that uses a package; of MPL the files themselves stay under it."""
NOT_FREE = re.compile(r"\b(A?GPL|LGPL|GNU|SSPL|BUSL|Commons Clause|CC-BY-N)", re.I)
READ_BY_HAND = {"rensa": "MIT", "omegaconf": "BSD-3-Clause"}
"""Packages that state no licence in their metadata, and what stands in their licence file."""


def run_time_packages() -> set[str]:
    """What the project needs to run with every extra, and what that needs, as installed here."""
    found: set[str] = set()
    waiting = [(requirement, "") for requirement in [*PROJECT["dependencies"], *OPTIONAL["all"], *OPTIONAL["ray"]]]
    while waiting:
        text, extra = waiting.pop()
        requirement = Requirement(text)
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = str(canonicalize_name(requirement.name))
        if name == "gongkai":
            waiting += [(below, "") for each in requirement.extras for below in OPTIONAL[each]]
        elif name not in found:
            found.add(name)
            waiting += [(below, each) for each in ("", *requirement.extras) for below in requires(name) or ()]
    return found


def licence_of(name: str) -> str:
    """The licence that an installed package states, shortest form first."""
    about = distribution(name).metadata
    if stated := about.get("License-Expression"):
        return str(stated)
    classifiers = [c.rpartition(" :: ")[2] for c in about.get_all("Classifier") or () if c.startswith("License ::")]
    told = [c for c in classifiers if c != "OSI Approved"] or (about.get("License") or "").strip().splitlines()[:1]
    return "; ".join(told) or READ_BY_HAND.get(name, "")


def test_every_run_time_package_is_under_a_licence_that_asks_nothing_of_its_users() -> None:
    names = run_time_packages()
    assert len(names) > 50
    licences = {}
    for name in names:
        try:
            licences[name] = licence_of(name)
        except PackageNotFoundError:
            licences[name] = "not installed"
    refused = {name: licence for name, licence in licences.items() if not FREE.search(licence)}
    assert refused == {}
    assert {name: licence for name, licence in licences.items() if NOT_FREE.search(licence)} == {}


@pytest.mark.parametrize(
    "licence", ["GPL-3.0-or-later", "GNU Affero General Public License v3", "LGPLv2", "Proprietary", ""]
)
def test_another_licence_would_be_refused(licence: str) -> None:
    assert not FREE.search(licence) or NOT_FREE.search(licence)
