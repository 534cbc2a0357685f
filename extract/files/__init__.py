"""From a file to a Document, whatever kind it is.

`kinds` tells the kind; one module a kind reads it (`text`, `html`, …) into lines and tables (`blocks`), and
`compose` writes these out as one text with its grids and words.
"""

from __future__ import annotations

from extract.files.confirming import shown
from extract.files.errors import FileError
from extract.files.kinds import SUFFIXES
from extract.files.opening import read_bytes, read_document
from extract.files.render import render_page

__all__ = ["SUFFIXES", "FileError", "read_bytes", "read_document", "render_page", "shown"]
