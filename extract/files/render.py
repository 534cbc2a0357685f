"""The picture of a page, in whose pixels a document's boxes are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from extract.files.errors import FileError
from extract.files.kinds import kind_of
from extract.files.opening import load
from extract.settings import Limits

if TYPE_CHECKING:
    from PIL import Image


def render_page(path: Path, page: int, limits: Limits) -> Image.Image:
    """Page `page` (from 1) of a PDF, of a picture or of a Word file of pictures, in RGB. Raises FileError."""
    try:
        return render_bytes(load(path, limits), path.suffix, page, limits)
    except FileError as error:
        raise FileError(error.reason, place=path) from error


def render_bytes(data: bytes, suffix: str, page: int, limits: Limits) -> Image.Image:
    """The same of the bytes of a file; `suffix` (such as ``.pdf``) is a hint. Raises FileError."""
    kind = kind_of(data, suffix)
    show = _SHOWN_BY.get(kind.reader)
    if show is None:
        raise FileError("no_pages_to_show", kind=kind.said)
    return show(data, page, limits)


def _pdf_page(data: bytes, page: int, limits: Limits) -> Image.Image:
    from PIL import Image

    from extract.files.pdf import open_pdf, page_picture

    pdf = open_pdf(data, limits)
    try:
        _refuse_outside(page, len(pdf))
        return Image.fromarray(page_picture(pdf, page, limits))
    finally:
        pdf.close()


def _picture_page(data: bytes, page: int, limits: Limits) -> Image.Image:
    from extract.files.image import count_pages, page_pictures

    _refuse_outside(page, count_pages(data, limits))
    return next(islice(page_pictures(data, limits), page - 1, None))


def _pasted_page(data: bytes, page: int, limits: Limits) -> Image.Image:
    from extract.files.package import opened
    from extract.files.pasted import Pasted

    with opened(data, limits) as package:
        body = package.body()
        pasted = Pasted(package, limits, body)
        picture = next(islice(pasted.pictures(body), page - 1, None), None) if page > 0 else None
    if picture is None:
        raise FileError("no_such_picture_page", page=page, count=pasted.count)
    return picture


def _refuse_outside(page: int, pages: int) -> None:
    if not 1 <= page <= pages:
        raise FileError("no_such_page", page=page, pages=pages)


def _packed_page(data: bytes, page: int, limits: Limits) -> Image.Image:
    from extract.files.archive import members

    packed = list(members(data, limits))
    if len(packed) != 1:
        raise FileError("unpack_to_see", count=len(packed))
    return render_bytes(packed[0].data, packed[0].suffix, page, limits)


_SHOWN_BY: Mapping[str, Callable[[bytes, int, Limits], Image.Image]] = {
    "pdf:read_pdf": _pdf_page, "image:read_image": _picture_page, "docx:read_docx": _pasted_page,
    "archive:read_archive": _packed_page,
}  # fmt: skip
"""What draws the pages of a kind, by what reads it."""
