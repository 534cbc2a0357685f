"""Old office files (.doc, .wps, .xls, .et): LibreOffice turns them into those of today, where it is installed."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from extract.document import Document
from extract.files.docx import read_docx
from extract.files.errors import FileError
from extract.files.spreadsheet import read_spreadsheet
from extract.settings import Limits

MEDIA_TYPE = "application/msword"
_PROGRAMS = ("soffice", "libreoffice")
_SECONDS = 180
_WORKBOOK = "Workbook".encode("utf-16-le")
"""The name of the stream that makes an old office file a spreadsheet."""
_TEXT = ("doc", "docx", read_docx, MEDIA_TYPE)
_SHEET = ("xls", "xlsx", read_spreadsheet, "application/vnd.ms-excel")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read_office(data: bytes, limits: Limits) -> Document:
    """The text and tables of an old office file. Raises FileError, among others where LibreOffice is missing."""
    if _ENCRYPTED in data[:1_000_000]:
        raise FileError("file_encrypted")
    program = next((found for name in _PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        raise FileError("needs_libreoffice")
    old, new, read, media_type = _SHEET if _WORKBOOK in data else _TEXT
    with TemporaryDirectory(prefix="gongkai-") as folder:
        document = read(_converted(data, program, Path(folder), old, new), limits)
    return replace(document, media_type=media_type)


def _converted(data: bytes, program: str, folder: Path, old: str, new: str) -> bytes:
    source = folder / f"source.{old}"
    source.write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [
        program,
        profile,
        "--headless",
        "--norestore",
        "--convert-to",
        new,
        "--outdir",
        str(folder),
        str(source),
    ]
    try:
        subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        raise FileError("libreoffice_slow", seconds=_SECONDS) from None
    converted = folder / f"source.{new}"
    if not converted.is_file():
        raise FileError("libreoffice_failed")
    return converted.read_bytes()
