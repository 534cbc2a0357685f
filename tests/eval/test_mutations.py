"""Deliberate faults in the harness, each of which some check must catch.

A fault is a change of one piece of source (`faults.toml`). The module is loaded with it in place of the real one,
and the checks of `eval_checks` run until one fails; a fault that none notices fails the test.
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.util
import sys
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

import pytest
from eval_checks import CHECKS

FAULTS = {
    entry["name"]: (entry["module"], entry["piece"], entry["instead"])
    for entry in tomllib.loads(Path(__file__).with_name("faults.toml").read_text(encoding="utf-8"))["fault"]
}

ROOMS = tuple(
    f"eval.{name}"
    for name in [
        "scoring",
        "harness",
        "comparison",
        "evaluation",
        "printing",
        "wrong",
        "passages",
        "fixture",
        "readers",
    ]
)


class _Faulty(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads one module from a changed source."""

    def __init__(self, name: str, source: str, path: str) -> None:
        self.name, self.source, self.path = name, source, path

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        return importlib.util.spec_from_loader(fullname, self) if fullname == self.name else None

    def exec_module(self, module: ModuleType) -> None:
        module.__file__ = self.path
        exec(compile(self.source, self.path, "exec"), module.__dict__)


@contextmanager
def faulty(name: str, piece: str, instead: str) -> Iterator[None]:
    """The harness with one changed module; everything as before when it ends."""
    real = importlib.util.find_spec(name)
    assert real is not None
    assert real.origin is not None
    with open(real.origin, encoding="utf-8") as file:
        source = file.read()
    assert source.count(piece) == 1, (
        f"the fault no longer fits {name}: {piece!r} stands there {source.count(piece)} times"
    )
    finder = _Faulty(name, source.replace(piece, instead), real.origin)
    kept = {key: module for key, module in sys.modules.items() if key.startswith(ROOMS)}
    attributes = {key: module for key, module in vars(sys.modules["eval"]).items() if f"eval.{key}" in kept}
    for key in kept:
        del sys.modules[key]
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        for key in [key for key in sys.modules if key.startswith(ROOMS)]:
            del sys.modules[key]
        sys.modules.update(kept)
        vars(sys.modules["eval"]).update(attributes)


def caught() -> str | None:
    """The first check that fails."""
    for check in CHECKS:
        try:
            check()
        except Exception:
            return check.__name__
    return None


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_the_harness_is_caught(fault: str) -> None:
    with faulty(*FAULTS[fault]):
        assert caught() is not None, f"no check notices: {fault}"


def test_without_a_fault_every_check_passes_in_the_same_way() -> None:
    with faulty("eval.scoring.cells", "Every cell of a report", "Each cell of a report"):
        assert caught() is None
