"""The one error of this room."""

from __future__ import annotations

from pathlib import Path


class FileError(Exception):
    """A file that cannot be opened as a report. Its text is one line: the file, what is wrong, what to do.

    `reason` is that line without the file.
    """

    def __init__(self, reason: str, path: Path | None = None) -> None:
        super().__init__(f"{path}: {reason}" if path else reason)
        self.reason = reason
        self.path = path


def refuse_elements(tags: int, most: int) -> None:
    """Raises FileError where there are more tags than `most` elements, each with its two, can have."""
    if tags > 2 * most:
        raise FileError(
            f"holds {tags:,} tags, more than any report; the limit is {most:,} elements: "
            "save it again, split it, or raise max_elements"
        )
