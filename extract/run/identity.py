"""By what a record was read: a report is read anew when that has changed, and left alone when it has not."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from extract.settings import Settings
from schemas.form import FORM_FILE
from schemas.record import Record


def identity(record: Record | None, settings: Settings) -> str:
    """Reader, model, form, own rules, version of this program, and the version of each prompt that the record took."""
    return json.dumps(_basis(settings) | {"prompts": record.reading.prompts if record else {}}, sort_keys=True)


def is_current(known: str, settings: Settings) -> bool:
    """Whether a record that was read by `known` would be read the same way now.

    A prompt that the record did not take may have changed.
    """
    basis: dict[str, Any] = json.loads(known)
    taken: dict[str, str] = basis.pop("prompts")
    return basis == _basis(settings) and all(_stamp(name) == value for name, value in taken.items())


def _basis(settings: Settings) -> dict[str, str | None]:
    model = settings.model.model if settings.model and settings.reader != "rules" else None
    # `auto` without a model does what `rules` does.
    reader = "rules" if settings.reader == "auto" and model is None else settings.reader
    basis = {"reader": reader, "model": model, "form": _form(), "program": _program(), "record": _shape()}
    if model is not None and settings.model is not None and settings.model.vision:
        basis |= {"vision": "pages"}
    if model is not None and settings.model is not None and settings.model.claims:
        basis |= {"claims": "model"}
    return basis if settings.rules is None else basis | {"rules": _hash(settings.rules.encode())}


def _stamp(prompt: str) -> str | None:
    from prompts import PromptError, load_prompt

    try:
        return load_prompt(prompt).stamp
    except PromptError:  # it is gone
        return None


@lru_cache(maxsize=1)
def _form() -> str:
    return _hash(FORM_FILE.read_bytes())


@lru_cache(maxsize=1)
def _shape() -> str:
    """What a record looks like: one that looked otherwise is read anew."""
    return _hash(json.dumps(Record.model_json_schema(), sort_keys=True).encode())


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]


@lru_cache(maxsize=1)
def _program() -> str:
    try:
        return version("gongkai")
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "0"
