"""The one error of this room."""

from __future__ import annotations

from extract.failing import Told


class FileError(Told):
    """A file that cannot be opened as a report. Its text is one line: the file, what is wrong, what to do.

    `reason` is that line without the file, as data.
    """


def refuse_elements(tags: int, most: int) -> None:
    """Raises FileError where there are more tags than `most` elements, each with its two, can have."""
    if tags > 2 * most:
        raise FileError("too_many_tags", count=tags, most=most)
