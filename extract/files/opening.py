"""Opening a file: what is read of it, and what it may cost."""

from __future__ import annotations

from pathlib import Path

from extract.document import Document
from extract.files.errors import FileError
from extract.files.kinds import kind_of, named_kind
from extract.settings import Limits


def read_document(path: Path, limits: Limits) -> Document:
    """The document in `path`. Raises FileError, whose text is one line that names the file."""
    try:
        return read_bytes(load(path, limits), limits, path.suffix)
    except FileError as error:
        raise FileError(error.reason, path) from error


def read_bytes(data: bytes, limits: Limits, suffix: str = "") -> Document:
    """The document in `data`; `suffix` (such as ``.md``) is a hint. Raises FileError."""
    if not data:
        raise FileError("the file is empty (0 bytes); download or copy it again")
    kind, named = kind_of(data, suffix), named_kind(suffix)
    try:
        return kind.read(data, limits)
    except FileError:
        if named is None or kind.starts or kind is named:
            raise
        raise FileError(f"is named {suffix} but holds no {named.name} file; download or copy it again") from None


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
            raise FileError("is a folder; give the files in it")
        if path.exists() and not path.is_file():
            raise FileError("is no regular file; give a file that holds a report")
        with path.open("rb") as file:
            data = file.read(limits.max_bytes + 1)
    except FileNotFoundError:
        raise FileError("there is no such file; check its name") from None
    except OSError as error:
        raise FileError(f"cannot be opened ({error.strerror}); check its permissions") from None
    if len(data) > limits.max_bytes:
        raise FileError(f"is larger than {limits.max_bytes:,} bytes; raise max_bytes to read it all the same")
    return data
