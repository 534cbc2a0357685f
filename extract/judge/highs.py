"""The C interface of HiGHS (MIT licence, bundled in `highsbox`), as far as `solver` needs it.

Its own Python package brings NumPy, a third of what a small installation weighs, for arrays of a few hundred numbers.
"""

from __future__ import annotations

import ctypes
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

Terms = Mapping[int, float]
Row = tuple[float, float, Terms]
"""The least and the most that Σ value × column may be."""

OPTIMAL, INFEASIBLE, UNBOUNDED_OR_INFEASIBLE = 7, 8, 9
"""Of `kHighsModelStatus`."""
_ROWWISE, _MINIMIZE = 2, 1
_LIBRARIES = ("lib/libhighs.so", "lib/libhighs.dylib", "bin/highs.dll", "lib/highs.dll")
_Doubles = ctypes.POINTER(ctypes.c_double)
_Ints = ctypes.POINTER(ctypes.c_int32)
_INT, _DOUBLE, _MODEL, _NAME = ctypes.c_int32, ctypes.c_double, ctypes.c_void_p, ctypes.c_char_p
_FUNCTIONS = {
    "Highs_create": (_MODEL, ()),
    "Highs_destroy": (None, (_MODEL,)),
    "Highs_setBoolOptionValue": (_INT, (_MODEL, _NAME, _INT)),
    "Highs_setIntOptionValue": (_INT, (_MODEL, _NAME, _INT)),
    "Highs_setDoubleOptionValue": (_INT, (_MODEL, _NAME, _DOUBLE)),
    "Highs_setStringOptionValue": (_INT, (_MODEL, _NAME, _NAME)),
    "Highs_passMip": (
        _INT, (_MODEL, _INT, _INT, _INT, _INT, _INT, _DOUBLE, *[_Doubles] * 5, _Ints, _Ints, _Doubles, _Ints),
    ),
    "Highs_addRow": (_INT, (_MODEL, _DOUBLE, _DOUBLE, _INT, _Ints, _Doubles)),
    "Highs_run": (_INT, (_MODEL,)),
    "Highs_getModelStatus": (_INT, (_MODEL,)),
    "Highs_getSolution": (_INT, (_MODEL, _Doubles, _Doubles, _Doubles, _Doubles)),
    "Highs_getNumRow": (_INT, (_MODEL,)),
}  # fmt: skip


@cache
def _library() -> ctypes.CDLL:
    from highsbox import highs_dist_dir  # type: ignore[import-untyped]

    file = next(path for name in _LIBRARIES if (path := Path(highs_dist_dir(), name)).is_file())
    library = ctypes.CDLL(str(file))
    for name, (result, arguments) in _FUNCTIONS.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


class Highs:
    """A mixed-integer problem to be minimized; columns are at least 0."""

    def __init__(self, options: Mapping[str, bool | int | float | str]) -> None:
        self._library = _library()
        self._model = self._library.Highs_create()
        self._columns = 0
        for name, value in options.items():
            self._set(name.encode(), value)

    def __del__(self) -> None:
        self._library.Highs_destroy(self._model)

    def _set(self, name: bytes, value: bool | int | float | str) -> None:
        kind = {bool: "Bool", int: "Int", float: "Double", str: "String"}[type(value)]
        given = value.encode() if isinstance(value, str) else value
        _check(getattr(self._library, f"Highs_set{kind}OptionValue")(self._model, name, given))

    def give(self, costs: Sequence[float], most: Sequence[float], integer: Sequence[bool], rows: Sequence[Row]) -> None:
        """The columns, by what each costs, its upper bound and whether it is an integer, and the rows."""
        self._columns = len(costs)
        starts = [0]
        for _, _, terms in rows:
            starts.append(starts[-1] + len(terms))
        columns = [column for _, _, terms in rows for column in terms]
        values = [value for _, _, terms in rows for value in terms.values()]
        _check(self._library.Highs_passMip(
            self._model, len(costs), len(rows), len(columns), _ROWWISE, _MINIMIZE, 0.0,
            _doubles(costs), _doubles([0.0] * len(costs)), _doubles(most),
            _doubles([low for low, _, _ in rows]), _doubles([high for _, high, _ in rows]),
            _ints(starts), _ints(columns), _doubles(values), _ints([int(each) for each in integer]),
        ))  # fmt: skip

    def add(self, row: Row) -> None:
        low, high, terms = row
        columns, values = _ints(list(terms)), _doubles(list(terms.values()))
        _check(self._library.Highs_addRow(self._model, low, high, len(terms), columns, values))

    def solve(self) -> int:
        """The status of the model after a search for its solution."""
        self._library.Highs_run(self._model)
        return int(self._library.Highs_getModelStatus(self._model))

    def solution(self) -> list[float]:
        """The value of each column."""
        rows = self._library.Highs_getNumRow(self._model)
        values, duals = (ctypes.c_double * self._columns)(), (ctypes.c_double * self._columns)()
        _check(self._library.Highs_getSolution(
            self._model, values, duals, (ctypes.c_double * rows)(), (ctypes.c_double * rows)()
        ))  # fmt: skip
        return list(values)


def _doubles(values: Sequence[float]) -> ctypes.Array[ctypes.c_double]:
    return (ctypes.c_double * len(values))(*values)


def _ints(values: Sequence[int]) -> ctypes.Array[ctypes.c_int32]:
    return (ctypes.c_int32 * len(values))(*values)


def _check(status: int) -> None:
    if status < 0:
        raise RuntimeError("HiGHS refused what it was given")
