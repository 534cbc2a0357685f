"""The sentences of a record: rendered from codes and values where a record is whole, again where it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from extract.doubts import as_read, said_by
from extract.language import Lang
from extract.wording.catalogue import catalogue
from extract.wording.sentences import said
from schemas.record import Cell, Doubt, Finding, Record


def worded(record: Record, lang: Lang = "zh") -> Record:
    """The record with every text and message in one language."""
    editions = record.editions
    reading = record.reading.model_copy(update={"notes": _texts(record.reading.notes, lang, editions)})
    return record.model_copy(
        update={
            "cells": {address: _cell(cell, lang, editions) for address, cell in record.cells.items()},
            "findings": worded_findings(record.findings, lang, editions),
            "reading": reading,
        }
    )


def worded_findings(
    findings: Iterable[Finding], lang: Lang = "zh", editions: Mapping[str, str] | None = None
) -> list[Finding]:
    """The findings with their messages; a code that the catalogue does not know keeps the message that it has."""
    return [
        found.model_copy(update={"message": said(said_by(found), lang, editions)})
        if found.code in catalogue()
        else found
        for found in findings
    ]


def _cell(cell: Cell, lang: Lang, editions: Mapping[str, str]) -> Cell:
    return cell.model_copy(update={"doubts": _texts(cell.doubts, lang, editions)}) if cell.doubts else cell


def _texts(doubts: Iterable[Doubt], lang: Lang, editions: Mapping[str, str]) -> list[Doubt]:
    return [
        doubt.model_copy(update={"text": said(as_read(doubt), lang, editions)}) if doubt.code in catalogue() else doubt
        for doubt in doubts
    ]
