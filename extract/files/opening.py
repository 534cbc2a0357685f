"""Opening a file: what is read of it, and what it may cost."""

from __future__ import annotations

from pathlib import Path

from extract.document import Document
from extract.failing import os_fault
from extract.files.errors import FileError
from extract.files.kinds import kind_of, named_kind
from extract.settings import Limits


def read_document(path: Path, limits: Limits) -> Document:
    """The document in `path`. Raises FileError, whose text is one line that names the file."""
    try:
        return read_bytes(load(path, limits), limits, path.suffix)
    except FileError as error:
        raise FileError(error.reason, place=path) from error


def read_bytes(data: bytes, limits: Limits, suffix: str = "") -> Document:
    """The document in `data`; `suffix` (such as ``.md``) is a hint. Raises FileError."""
    if not data:
        raise FileError("file_empty")
    kind, named = kind_of(data, suffix), named_kind(suffix)
    try:
        return kind.read(data, limits)
    except FileError:
        if named is None or kind.starts or kind is named:
            raise
        raise FileError("named_otherwise", suffix=suffix, kind=named.said) from None


def count_pages(data: bytes, limits: Limits, suffix: str = "") -> int:
    """Pages, as far as they can be counted without reading them; 1 for what has none, or does not open."""
    kind = kind_of(data, suffix)
    try:
        return kind.count(data, limits) if data else 1
    except FileError:
        return 1  # whoever reads it says why


def load(path: Path, limits: Limits) -> bytes:
    """The bytes of a regular file. Raises FileError where there is none, or too large a one."""
    try:
        if path.is_dir():
            raise FileError("is_folder")
        if path.exists() and not path.is_file():
            raise FileError("no_regular_file")
        with path.open("rb") as file:
            data = file.read(limits.max_bytes + 1)
    except FileNotFoundError:
        raise FileError("no_such_file") from None
    except OSError as error:
        raise FileError("cannot_be_opened", error=os_fault(error)) from None
    if len(data) > limits.max_bytes:
        raise FileError("file_too_large", most=limits.max_bytes)
    return data
