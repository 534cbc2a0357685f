"""Zip archives of reports: what is in them is read one after the other, into one document."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from zipfile import ZipInfo

from extract.document import Box, Document
from extract.doubts import Doubt, doubt
from extract.files.errors import FileError
from extract.files.kinds import SUFFIXES, kind_of
from extract.files.package import Parts, unzipped
from extract.settings import Limits

MEDIA_TYPE = "application/zip"
_MOST = 500
"""Files in an archive."""
_DAMAGED = "zip_damaged"
_BETWEEN = "\n"
_SAYS_UTF8 = 0x800
KIND = "zip archive"


@dataclass(frozen=True, slots=True)
class _Member:
    name: str
    data: bytes

    @property
    def suffix(self) -> str:
        return posixpath.splitext(self.name)[1]


def read_archive(data: bytes, limits: Limits) -> Document:
    """The documents in an archive, in the order of their names; what cannot be read is noted. Raises FileError."""
    documents: list[Document] = []
    notes: list[Doubt] = []
    reasons: list[Doubt] = []
    for member in members(data, limits):
        try:
            documents.append(_read(member, limits))
        except FileError as error:
            notes.append(doubt("member_unreadable", name=member.name, reason=error.reason))
            reasons.append(doubt("at_place", place=member.name, said=error.reason))
    if not documents:
        raise FileError("members_unreadable", reasons=tuple(reasons[:3])) if reasons else FileError("zip_no_report")
    if sum(len(document.text) for document in documents) > limits.max_text:
        raise FileError("zip_too_long", most=limits.max_text)
    whole = documents[0] if len(documents) == 1 else _joined(documents)
    return replace(whole, notes=(*whole.notes, *notes))


def members(data: bytes, limits: Limits) -> Iterator[_Member]:
    """The files in an archive that may hold a report, by name. Raises FileError."""
    with unzipped(data, _DAMAGED) as archive:
        parts = Parts(archive, limits)
        names = sorted((shown, name) for name in parts.names if _is_wanted(shown := _legible(archive.getinfo(name))))
        if len(names) > _MOST:
            raise FileError("zip_too_many", count=len(names), most=_MOST)
        for shown, name in names:
            yield _Member(shown, parts.read(name))


def _read(member: _Member, limits: Limits) -> Document:
    if not member.data:
        raise FileError("file_empty")
    kind = kind_of(member.data, member.suffix)
    if kind.name == KIND:
        raise FileError("zip_in_zip")
    return kind.read(member.data, limits)


def _is_wanted(name: str) -> bool:
    folder, file = posixpath.split(name)
    hidden = file.startswith((".", "~$")) or "__MACOSX" in folder
    return not hidden and posixpath.splitext(file)[1].lower() in SUFFIXES


def _legible(info: ZipInfo) -> str:
    """The name of a file in an archive; old Chinese systems wrote it in GB18030 without saying so."""
    if info.flag_bits & _SAYS_UTF8:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return info.filename


def _joined(documents: Sequence[Document]) -> Document:
    """Documents one after the other: offsets and pages count on."""
    starts = [0, *accumulate(len(document.text) + len(_BETWEEN) for document in documents)]
    pages = [0, *accumulate(document.pages or 0 for document in documents)]
    moved = [_moved(*place) for place in zip(documents, starts, pages, strict=False)]
    return Document(
        _BETWEEN.join(document.text for document in documents),
        MEDIA_TYPE,
        tuple(grid for document in moved for grid in document.grids),
        tuple(word for document in moved for word in document.words),
        pages[-1] or None,
        tuple(note for document in documents for note in document.notes),
    )


def _moved(document: Document, by: int, pages: int) -> Document:
    def box(stated: Box) -> Box:
        return replace(stated, page=stated.page + pages)

    words = [replace(word, start=word.start + by, end=word.end + by, box=box(word.box)) for word in document.words]
    grids = [
        replace(grid, start=grid.start + by, end=grid.end + by, cells=tuple(
            replace(cell, start=cell.start + by, end=cell.end + by, box=cell.box and box(cell.box))
            for cell in grid.cells
        ))
        for grid in document.grids
    ]  # fmt: skip
    return replace(document, words=words, grids=grids)
