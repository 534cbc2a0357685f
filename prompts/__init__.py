"""The prompts, as files: strict about their variables, with an id and a version that every record states.

A prompt is `prompts/<id>.toml`: `id`, `version`, `variables`, `system`, `user` and a worked `example` (a source and
the answer to it). `$name` marks a variable, `$$` a dollar sign. A variable that is not declared, or declared and not
used, is an error when the file is read; one that is missing or unknown is an error when the prompt is filled in.
"""

from __future__ import annotations

import hashlib
import tomllib
from functools import cached_property, lru_cache
from pathlib import Path
from string import Template

from pydantic import BaseModel, ConfigDict, ValidationError

__all__ = ["Example", "Prompt", "PromptError", "load_prompt"]

FOLDER = Path(__file__).parent


class PromptError(ValueError):
    """A prompt file that contradicts itself, or values that do not fit it; the message names the prompt."""


class Example(BaseModel):
    """A worked example: a source as a report prints it and the answer to it, as JSON."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    answer: str


class Prompt(BaseModel):
    """One prompt, read from its file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    version: int
    variables: tuple[str, ...]
    system: str
    user: str
    example: Example

    @cached_property
    def stamp(self) -> str:
        """The version and the first 8 hex digits of the SHA-256 of the prompt, such as `2 (9f8a01bc)`."""
        content = "\0".join((self.system, self.user, self.example.source, self.example.answer))
        return f"{self.version} ({hashlib.sha256(content.encode()).hexdigest()[:8]})"

    def messages(self, **values: str) -> list[dict[str, str]]:
        """The system and the user message. Raises `PromptError` unless exactly the declared variables are given."""
        missing = sorted(set(self.variables) - values.keys())
        unknown = sorted(values.keys() - set(self.variables))
        if missing or unknown:
            told = [
                f"{name}: {', '.join(names)}" for name, names in (("missing", missing), ("unknown", unknown)) if names
            ]
            raise PromptError(f"prompt {self.id}: variables {'; '.join(told)}")
        filled = {**values, "example_source": self.example.source, "example_answer": self.example.answer}
        return [
            {"role": role, "content": Template(text).substitute(filled)}
            for role, text in (("system", self.system), ("user", self.user))
        ]

    def check(self) -> None:
        """Raises `PromptError` unless the variables in the text are those declared."""
        used: set[str] = set()
        for text in (self.system, self.user):
            template = Template(text)
            if not template.is_valid():
                raise PromptError(f"prompt {self.id}: a $ marks no variable; write $$ for the sign itself")
            used |= set(template.get_identifiers())
        used -= {"example_source", "example_answer"}
        if used != set(self.variables):
            odd = ", ".join(sorted(used ^ set(self.variables)))
            raise PromptError(f"prompt {self.id}: declared and used variables differ: {odd}")


@lru_cache(maxsize=32)
def load_prompt(name: str, folder: Path = FOLDER) -> Prompt:
    """The prompt of a file. Raises `PromptError` for unknown keys, a wrong id or variables that do not fit."""
    path = folder / f"{name}.toml"
    try:
        prompt = Prompt.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        known = ", ".join(sorted(file.stem for file in folder.glob("*.toml")))
        raise PromptError(f"no prompt {name!r}; known: {known}") from None
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise PromptError(f"prompt {name}: {error}") from error
    if prompt.id != name:
        raise PromptError(f"prompt {name}: its id is {prompt.id!r}")
    prompt.check()
    return prompt
