"""From the paths of a command to the files to read: in a fixed order, each with the hash of its content."""

from __future__ import annotations

import glob
import hashlib
import os
import re
import stat
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from extract.doubts import Doubt, doubt
from extract.failing import os_fault
from extract.run.errors import UsageError

LEDGER = "run.sqlite"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that was asked for. `sha256` is None where it could not be read, and `problem` says why."""

    path: str
    """As given on the command line or found below it; printable whatever the file system's encoding."""
    location: bytes
    """The absolute path in the file system's own bytes."""
    sha256: str | None
    size: int = 0
    problem: Doubt | None = None


class Sources:
    """The files under `paths`, ordered by path.

    `suffixes` (lower case, with their dot) decide which files of a folder are reports; a file that is named
    itself is taken whatever it is called. Folders that hold a ledger are runs, not reports, and are left out,
    as is everything hidden. Raises `UsageError` naming every path that does not exist.
    """

    def __init__(self, paths: Iterable[str | os.PathLike[str]], suffixes: Collection[str]) -> None:
        self.suffixes = frozenset(suffixes)
        self.roots = _roots([os.fspath(path) for path in paths])
        self.ignored = 0
        """Files in folders that are no kind of report; complete once the sources were walked."""

    def __iter__(self) -> Iterator[Candidate]:
        """Each file once, however many of the paths lead to it; as problems, folders that cannot be opened and
        those without a report."""
        self.ignored = 0
        seen: set[bytes] = set()
        for root in self.roots:
            empty = True
            closed: list[OSError] = []
            for path in self._files(root, closed):
                empty = False
                location = os.fsencode(os.path.abspath(path))
                if location not in seen:
                    seen.add(location)
                    yield _candidate(path, location)
            for error in closed:
                yield _trouble(error.filename, doubt("folder_not_opened", error=os_fault(error)))
            if empty and not closed:
                yield _trouble(root, doubt("folder_without_report"))

    def _files(self, root: str, closed: list[OSError]) -> Iterator[str]:
        if not os.path.isdir(root):
            yield root
            return
        been: set[str] = set()
        for folder, folders, files in os.walk(root, onerror=closed.append, followlinks=True):
            real = os.path.realpath(folder)
            if real in been or LEDGER in files:
                folders.clear()
                continue
            been.add(real)
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            yield from (os.path.join(folder, name) for name in sorted(files) if self._wanted(name))

    def _wanted(self, name: str) -> bool:
        hidden = name.startswith((".", "~$"))
        wanted = not hidden and Path(name).suffix.lower() in self.suffixes
        self.ignored += not wanted and not hidden
        return wanted


def _roots(paths: Sequence[str]) -> list[str]:
    """Paths and what globs match, normalised, each once, in order."""
    roots: list[str] = []
    missing: list[str] = []
    for path in paths:
        if os.path.lexists(path):
            roots.append(path)
        elif matches := sorted(glob.glob(path, recursive=True)) if glob.has_magic(path) else []:
            roots.extend(matches)
        else:
            missing.append(path)
    if missing or not roots:
        raise _missing(missing) if missing else UsageError("no_path_given")
    return sorted(dict.fromkeys(os.path.normpath(path) for path in roots))


def _missing(paths: Sequence[str]) -> UsageError:
    web = any(re.match(r"[a-z]+://", path) for path in paths)
    return UsageError("no_such_paths" if not web else "no_such_pages", paths=tuple(printable(p) or "''" for p in paths))


def _candidate(path: str, location: bytes) -> Candidate:
    name = printable(path)
    try:
        digest, size = content_hash(path)
    except OSError as error:
        what = doubt("cannot_be_read", error=os_fault(error)) if error.errno else doubt("no_regular_file")
        return Candidate(name, location, None, problem=what)
    return Candidate(name, location, digest, size)


def _trouble(path: str, problem: Doubt) -> Candidate:
    return Candidate(printable(path), os.fsencode(os.path.abspath(path)), None, problem=problem)


def content_hash(path: str | bytes) -> tuple[str, int]:
    """SHA-256 (hex) and size of a regular file. Raises OSError, also for what is no regular file."""
    if not stat.S_ISREG(os.stat(path).st_mode):  # opening a pipe would wait for ever
        raise OSError(None, "not a regular file")
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), os.fstat(file.fileno()).st_size


def printable(path: str) -> str:
    """A path as text: names that are not UTF-8 are read as GB18030, as old Chinese systems wrote them."""
    raw = os.fsencode(path)
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")
