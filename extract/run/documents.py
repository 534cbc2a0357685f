"""A document as the ledger keeps it while a report waits: what recognition found is not found twice."""

from __future__ import annotations

import zlib
from functools import lru_cache

from pydantic import TypeAdapter

from extract.document import Document


@lru_cache(maxsize=1)
def _form() -> TypeAdapter[Document]:
    return TypeAdapter(Document)


def pack_document(document: Document) -> bytes:
    return zlib.compress(_form().dump_json(document))


def unpack_document(blob: bytes) -> Document:
    return _form().validate_json(zlib.decompress(blob))
