"""Errors that a person reads: a place, and a reason as data, whose sentence is in the language of the reader."""

from __future__ import annotations

import errno
import re
from pathlib import Path
from tomllib import TOMLDecodeError
from typing import TYPE_CHECKING

from extract.doubts import Atom, Doubt, doubt

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails


class Told(Exception):
    """What cannot be gone on with. `reason` says why and what to do; `place` is the file that it is about, if any.

    `str` of it is the sentence in the reader's language. A code that the catalogue does not know stands for itself.
    """

    def __init__(self, code: str | Doubt, /, place: Path | Atom = None, **values: Atom) -> None:
        self.reason = code if isinstance(code, Doubt) else doubt(code, **values)
        self.place = str(place) if isinstance(place, Path) else place
        super().__init__(self.reason, self.place)

    @property
    def whole(self) -> Doubt:
        """The reason with the place before it."""
        return self.reason if self.place is None else doubt("at_place", place=self.place, said=self.reason)

    def __str__(self) -> str:
        from extract.wording import language, said  # the room of sentences is entered where one is shown

        return said(self.whole, language())


def os_fault(error: OSError) -> str:
    """The system's name of what went wrong, such as ``EACCES``, which the catalogue knows under `errno`."""
    return errno.errorcode.get(error.errno or errno.EIO, "EIO")


_WRONG = {
    "missing": "field_missing", "extra_forbidden": "field_unknown", "literal_error": "field_not_of",
    "string_type": "field_no_text", "list_type": "field_no_list", "tuple_type": "field_no_list",
}  # fmt: skip
"""Codes by what pydantic calls a fault."""


def toml_fault(error: TOMLDecodeError) -> Doubt:
    """Where a TOML file is wrong: its end where the library names no place."""
    place = re.search(r"line (\d+), column (\d+)", str(error))
    return doubt("at_line", line=place[1], column=place[2]) if place else doubt("at_its_end")


def field_fault(error: ValidationError) -> Doubt:
    """The first thing that is wrong with a value from outside, and the field that it stands in."""
    wrong = error.errors(include_url=False)[0]
    return fault_of(wrong, ".".join(str(part) for part in wrong["loc"]) or "?")


def fault_of(wrong: ErrorDetails, name: str) -> Doubt:
    """One thing that is wrong with a value from outside, called `name`."""
    bound = next((f"{sign} {wrong['ctx'][key]}" for key, sign in _BOUNDS.items() if key in wrong.get("ctx", {})), "")
    if bound:
        return doubt("field_out_of_bounds", name=name, bound=bound)
    expected = str(wrong.get("ctx", {}).get("expected", ""))
    return doubt(_WRONG.get(wrong["type"], "field_invalid"), name=name, expected=expected.replace(" or ", ", "))


_BOUNDS = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}
