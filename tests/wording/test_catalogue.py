"""The catalogue and the code: every code has its sentences, every sentence its code, in both languages alike."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

from extract.model.faults import Code
from extract.prose.identity import _WEIGHTS as WEIGHTS
from extract.wording.catalogue import Entry, catalogue

ROOT = Path(__file__).parents[2]
MAKERS = {
    "Doubt", "doubt", "phrase", "FileError", "RunError", "UsageError", "RunMissing", "RunLocked", "RunCorrupt",
    "DiskFull", "WorkersUnusable", "StopRun", "RulesError", "CodebookError", "_Fault", "FixtureError", "ReaderError",
    "EvaluationError",
}  # fmt: skip
"""What takes the code of a sentence first."""
FAMILIES = (
    "fault_",
    "reader_",
    "yearin_",
    "evidence_",
    "severity_",
    "suggestion_",
    "trust_",
    "page_",
    "errno_",
    "filekind_",
    "extra_",
    "why_",
    "metric_",
)
"""Entries that a kind of placeholder looks up by a value."""
HAN = re.compile(r"[\u3400-\u9fff]")
LATIN = re.compile(r"[A-Za-z][A-Za-z_-]+")
OPTION = re.compile(r"--[a-z-]+(?: rules)?")
NAMES = {
    "JSON", "OPENAI_API_KEY", "GONGKAI_MODEL", "labels", "json", "PDF", "Word", "XML", "OFD", "XPS", "WPS", "CEB", "GD",
    "SEP", "CAJ", "HEIC", "JPEG", "PNG", "WebP", "TOML", "UTF-", "GB", "docx", "xlsx", "pdf", "html", "txt", "jsonl",
    "Markdown", "token", "iWork",
    "OpenDocument", "LibreOffice", "Parquet", "Ray", "dpi", "MB", "log", "run", "reports", "pip", "install", "gongkai",
    "extract", "PATH", "RUN", "max_bytes", "max_text", "max_pages", "max_elements", "max_unpacked", "max_pixels",
    "max_memory", "seconds", "text", "answers", "words", "over", "zero", "true", "value", "table", "row", "column",
    "eval", "REPORT", "show", "summarize", "export", "to", "NAME", "FOLDER", "PATTERN", "ID", "API",
}  # fmt: skip
"""What is called the same in both languages."""
PLACEHOLDER = re.compile(r"\{[^}]*\}")


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for room in ("extract", "eval", "gongkai"):
        for path in sorted((ROOT / room).rglob("*.py")):
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def named_codes() -> dict[str, set[str]]:
    """The strings that module-level names stand for."""
    named: dict[str, set[str]] = {}
    for _, tree in trees():
        for node in tree.body:
            if isinstance(node, ast.Assign):
                target, value = node.targets[0], node.value
                pairs = (
                    zip(target.elts, value.elts, strict=False)
                    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple)
                    else [(target, value)]
                )
                for name, given in pairs:
                    if isinstance(name, ast.Name) and isinstance(given, ast.Constant) and isinstance(given.value, str):
                        named.setdefault(name.id, set()).add(given.value)
    return named


NAMED = named_codes()


def used() -> Iterator[tuple[str, str, set[str] | None]]:
    """Where a doubt is made: the place, its code, and the names of its values where they are written out."""
    for path, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MAKERS and node.args:
                keywords = {keyword.arg for keyword in node.keywords}
                names = None if None in keywords else {keyword for keyword in keywords if keyword}
                for code in codes_of(node.args[0]):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", code, names


def codes_of(node: ast.expr) -> set[str]:
    if isinstance(node, ast.Constant):
        return {str(node.value)}
    if isinstance(node, ast.IfExp):
        return codes_of(node.body) | codes_of(node.orelse)
    return NAMED.get(node.id, set()) if isinstance(node, ast.Name) else set()


def placeholders(template: str) -> list[tuple[str, str]]:
    return [(name, spec or "") for _, name, spec, _ in Formatter().parse(template) if name is not None]


ENTRIES = sorted(catalogue().items())


@pytest.mark.parametrize(("code", "entry"), ENTRIES, ids=[code for code, _ in ENTRIES])
def test_both_languages_name_the_same_and_neither_speaks_the_other(code: str, entry: Entry) -> None:
    assert sorted(placeholders(entry.zh)) == sorted(placeholders(entry.en))
    assert not HAN.search(PLACEHOLDER.sub("", entry.en))
    assert set(LATIN.findall(OPTION.sub("", PLACEHOLDER.sub("", entry.zh)))) <= NAMES


def test_every_code_that_is_used_has_its_sentence_and_is_given_what_the_sentence_names() -> None:
    for place, code, names in used():
        assert code in catalogue(), f"{place}: {code} has no entry"
        wanted = {name for name, _ in placeholders(catalogue()[code].zh)}
        assert names is None or wanted <= names, f"{place}: {code} names {wanted - (names or set())}"


def test_every_fault_and_every_source_of_a_year_has_its_name() -> None:
    wanted = {f"fault_{code}" for code in get_args(Code)} | {f"yearin_{source}" for source in WEIGHTS}
    assert wanted <= catalogue().keys()


def test_no_entry_is_left_unused() -> None:
    literals = {
        node.value
        for _, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    unused = {code for code in catalogue() if code not in literals and not code.startswith(FAMILIES)}
    assert not unused
