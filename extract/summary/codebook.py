"""The codebook: the themes that a problem or a measure may carry, as data that a user may edit or replace.

A codebook is a TOML file of `[[problems]]` and `[[measures]]`; see the comments of `codebook.toml`. It is read
strictly: an unknown key, a theme twice, a cue that is no expression, each is an error that names file and theme.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from functools import cached_property
from pathlib import Path
from typing import Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from extract.doubts import Doubt, doubt
from extract.failing import Told, fault_of, os_fault, toml_fault
from extract.run.errors import UsageError

Kind = Literal["problem", "measure"]
KINDS: tuple[Kind, ...] = get_args(Kind)
OTHER = "other"
BUNDLED = Path(__file__).with_name("codebook.toml")

GAP = "[^，。；！？、：〇]{0,12}?"
"""What `…` stands for in a cue."""


class _Fault(Told, ValueError):
    """What is wrong with a codebook, as its checks find it."""


class CodebookError(UsageError):
    """A codebook that cannot be used; the message names the file, the theme and what to change."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Theme(_Part):
    """One theme. `cues` decide offline, `faint` cues only where no other does, `unless` are
    passages that do not count, `over` names more general themes that give way to this one in its clause; `answers`
    (of a measure) the themes of problems that it answers."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)
    definition: str = Field(min_length=1)
    includes: str = ""
    excludes: str = ""
    examples: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    faint: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    over: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()

    def name(self, language: str) -> str:
        return self.en if language == "en" else self.zh


_OTHER = Theme(id=OTHER, zh="其他", en="Other", definition="不属于任何一个主题。")


class Codebook(_Part):
    """The themes of problems and of measures, and the words of the offline coder."""

    version: int = Field(ge=1)
    problems_unless: tuple[str, ...] = ()
    measures_unless: tuple[str, ...] = ()
    problems_turn: str = ""
    """How a clause of a problem begins that turns to a subject of its own; every other goes on about the one before."""
    words: dict[str, str] = {}
    problems: tuple[Theme, ...] = Field(min_length=1)
    measures: tuple[Theme, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        for name, themes in (("problems", self.problems), ("measures", self.measures)):
            _check_ids(name, themes)
            for theme in themes:
                _known(f"{name}.{theme.id}: over", theme.over, themes)
            _one_way(name, themes)
        for theme in self.problems:
            if theme.answers:
                raise _Fault("only_measures_answer", place=f"problems.{theme.id}")
        for theme in self.measures:
            _known(f"measures.{theme.id}: answers", theme.answers, self.problems)
        for kind in KINDS:
            for theme in self.themes(kind):
                for cue in (*theme.cues, *theme.faint, *theme.unless):
                    self.expression(cue, f"{kind}s.{theme.id}")
        for cue in (
            *self.problems_unless,
            *self.measures_unless,
            *([self.problems_turn] if self.problems_turn else []),
        ):
            self.expression(cue, "problems_unless, measures_unless, problems_turn")
        return self

    def themes(self, kind: Kind) -> tuple[Theme, ...]:
        return self.problems if kind == "problem" else self.measures

    def unless(self, kind: Kind) -> tuple[str, ...]:
        return self.problems_unless if kind == "problem" else self.measures_unless

    def theme(self, kind: Kind, theme_id: str) -> Theme:
        """The theme of an id; `other` has one too. Raises `KeyError`."""
        return self._by_id[kind, theme_id]

    @cached_property
    def _by_id(self) -> dict[tuple[str, str], Theme]:
        known: dict[tuple[str, str], Theme] = {(kind, theme.id): theme for kind in KINDS for theme in self.themes(kind)}
        return {**known, ("problem", OTHER): _OTHER, ("measure", OTHER): _OTHER}

    @cached_property
    def stamp(self) -> str:
        """Version and the first 8 hex digits of the content's SHA-256."""
        return f"{self.version} ({hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:8]})"

    def expression(self, cue: str, where: str) -> str:
        """A cue as a regular expression. Raises `ValueError` naming `where`."""
        try:
            # doubled braces of a counted repetition ({0,8}) hold no name and stay
            expanded = re.sub(r"\{([a-z_]+)\}", lambda found: f"(?:{self.words[found[1]]})", cue)
        except KeyError as error:
            raise _Fault("cue_without_list", place=where, cue=cue, name=str(error)) from None
        expanded = expanded.replace("…", GAP)
        try:
            compiled = re.compile(expanded)
        except re.error:
            raise _Fault("cue_no_expression", place=where, cue=cue) from None
        if compiled.match(""):
            raise _Fault("cue_fits_all", place=where, cue=cue)
        return expanded


def _check_ids(name: str, themes: tuple[Theme, ...]) -> None:
    seen: set[str] = set()
    for theme in themes:
        if theme.id == OTHER:
            raise _Fault("theme_id_taken", place=name, theme=OTHER)
        if theme.id in seen:
            raise _Fault("theme_twice", place=name, theme=theme.id)
        seen.add(theme.id)


def _one_way(name: str, themes: tuple[Theme, ...]) -> None:
    over = {(theme.id, other) for theme in themes for other in theme.over}
    both = sorted(pair for pair in over if pair[::-1] in over)
    if both:
        raise _Fault("themes_over", place=name, one=both[0][0], other=both[0][1])


def _known(where: str, ids: tuple[str, ...], themes: tuple[Theme, ...]) -> None:
    unknown = [name for name in ids if name not in {theme.id for theme in themes}]
    if unknown:
        raise _Fault("no_theme", place=where, theme=unknown[0])


def load_codebook(path: Path | None = None) -> Codebook:
    """The codebook of a file, or the bundled one. Raises `CodebookError`."""
    file = path or BUNDLED
    try:
        return Codebook.model_validate(tomllib.loads(file.read_text(encoding="utf-8-sig")))
    except OSError as error:
        raise CodebookError("codebook_not_read", place=file, error=os_fault(error)) from None
    except UnicodeDecodeError as error:
        raise CodebookError("codebook_not_utf8", place=file, offset=error.start) from None
    except tomllib.TOMLDecodeError as error:
        raise CodebookError("codebook_no_toml", place=file, said=toml_fault(error)) from None
    except ValidationError as error:
        raise CodebookError(_first(error), place=file) from None


def _first(error: ValidationError) -> Doubt:
    """The first complaint in words of the file, an unknown key before what may follow from it; how many more."""
    complaints = sorted(error.errors(include_url=False), key=lambda each: each["type"] != "extra_forbidden")
    problem = complaints[0]
    place = ".".join(str(part + 1) if isinstance(part, int) else part for part in problem["loc"])
    own = problem.get("ctx", {}).get("error")
    if problem["type"] == "extra_forbidden":
        known = Theme.model_fields if len(problem["loc"]) > 1 else Codebook.model_fields
        said = doubt("unknown_key", key=place, known=tuple(known))
    else:
        said = own.whole if isinstance(own, _Fault) else fault_of(problem, place)
    more = len(complaints) - 1
    return doubt("and_more_faults", said=said, count=more) if more else said
