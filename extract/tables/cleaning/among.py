"""Words among the numbers of an unbordered line: a note's sign behind a number, a word in a number's place, a stamp.

What stands between two values and names neither row nor column belongs to the cell before it or is one itself; the
values behind it are the same row's all the same. What stands behind the last value and is printed on line after line
is a stamp.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extract.document import Document
from extract.tables import thresholds
from extract.tables.cleaning.numerals import other_number
from extract.tables.header import HeaderReader
from extract.tables.labels import RowLabels, split_number, words
from extract.tables.lines.line import Line
from extract.tables.lines.tokens import Token
from extract.text.numbers import UNREADABLE, Printed
from extract.text.numerals import CIRCLES

_LONGEST = 4
"""Characters of a word that may stand in a number's place; more are a label that broke over lines."""
_STAMPED = 3
"""What stands at so many places of the document is no row's."""
_NOTE = re.compile(rf"[(（【\[]?(?:备?注|附注|※|\*+|[{CIRCLES}])\d?[)）】\]]?")


class Words:
    """Finds the words among the numbers of one table; made once, used for every report."""

    def __init__(self, labels: RowLabels, headers: HeaderReader) -> None:
        self.labels, self.headers = labels, headers

    def placed(self, document: Document, lines: Sequence[Line]) -> list[Line]:
        """The lines, such words put to their numbers and stamps left out."""
        return [line if line.width or not line.values else self._line(document, line) for line in lines]

    def _line(self, document: Document, line: Line) -> Line:
        tokens = list(_with_others(self._without_stamp(document, line.tokens)))
        if not any(token.kind == "label" for token in tokens[1:]):
            return replace(line, tokens=tuple(tokens)) if len(tokens) != len(line.tokens) else line
        return replace(line, tokens=tuple(self._joined(tokens)))

    def _without_stamp(self, document: Document, tokens: Sequence[Token]) -> Sequence[Token]:
        """The tokens without the last piece and its number, where the document prints these again and again."""
        for most in (2, 1):
            if len(tokens) > most and self._is_stamp(document, tokens[-most:]):
                return tokens[:-most]
        return tokens

    def _is_stamp(self, document: Document, tokens: Sequence[Token]) -> bool:
        *before, last = tokens
        named = all(token.kind == "label" and self._is_foreign(token) for token in before)
        numbered = last.kind == "value" and (bool(before) or last.printed == UNREADABLE)
        return named and numbered and document.text.count(document.text[tokens[0].start : last.end]) >= _STAMPED

    def _joined(self, tokens: Sequence[Token]) -> list[Token]:
        done: list[Token] = []
        noted: Token | None = None
        for at, token in enumerate(tokens):
            before = done[-1] if done else None
            glued = before is not None and token.start == before.end
            if before is not None and before.kind != "label" and token.kind == "label" and self._is_word(tokens, at):
                noted = done[-1] = _noted(before, token) if glued else before
                done += [] if glued else [_unread(token)]
            elif glued and before is noted and noted is not None and len(token.text) == 1:
                done[-1] = replace(noted, end=token.end)
            else:
                done.append(token)
        return done

    def _is_word(self, tokens: Sequence[Token], at: int) -> bool:
        """Whether a piece behind a value is the value's, or a value's place: another value follows, or it is glued."""
        token = tokens[at]
        among = any(later.kind == "value" for later in tokens[at + 1 : at + 3])
        glued = token.start == tokens[at - 1].end
        return len(words(token.text)) <= _LONGEST and (among or (glued and _is_note(token))) and self._is_foreign(token)

    def _is_foreign(self, token: Token) -> bool:
        """Whether a piece names no row, no group and no column."""
        if split_number(token.text)[0] or self.headers.labels.column(token.text) is not None:
            return False
        return max(self.labels.scores(token.text)) < thresholds.PARTLY and not self.labels.is_torn_group(token.text)


def _with_others(tokens: Sequence[Token]) -> Iterator[Token]:
    """The tokens, numbers of another writing read that stand beside a value: behind a label, or alone."""
    for at, token in enumerate(tokens):
        beside = [other.kind == "value" for other in (*tokens[max(at - 1, 0) : at], *tokens[at + 1 : at + 2])]
        if token.kind != "label" or not any(beside):
            yield token
            continue
        head, _, tail = token.text.rpartition(" ")
        cut = len(token.text) - len(tail)
        number = other_number(replace(token, text=tail, start=token.start + cut)) if beside[-1] or not head else None
        if number is None:
            yield token
            continue
        if head.strip():
            yield replace(token, text=head.rstrip(), end=token.start + len(head.rstrip()))
        yield number


def _is_note(token: Token) -> bool:
    return bool(_NOTE.fullmatch(token.text))


def _noted(value: Token, word: Token) -> Token:
    """A number with the word behind it; only a note's sign leaves it as sure as it was."""
    printed = value.printed or UNREADABLE
    certain = printed.certain and _is_note(word)
    return replace(value, end=word.end, printed=Printed("noted", printed.number, certain))


def _unread(word: Token) -> Token:
    return replace(word, kind="value", printed=UNREADABLE)
