"""Word documents in one XML file: the parts of a .docx side by side (Flat OPC), and the XML of Word 2003.

Both become the archive that they stand for, and are read as it. Source: Microsoft Office 2003 XML Reference Schemas
(WordprocessingML); MS-DOCX, 2.3 "Flat OPC".
"""

from __future__ import annotations

import base64
import binascii
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from io import BytesIO

from lxml import etree

from extract.document import Document
from extract.files.docx import read_docx
from extract.files.errors import FileError
from extract.files.package import W
from extract.settings import Limits

MEDIA_TYPE = "application/xml"
_PKG = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
_2003 = "{http://schemas.microsoft.com/office/word/2003/wordml}"
_HINT = "{http://schemas.microsoft.com/office/word/2003/auxHint}"
_RELATIONS = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" '
    b'Target="%s"/></Relationships>'
)
_RENAMED = {"vmerge": "vMerge", "hmerge": "hMerge"}


def read_word_xml(data: bytes, limits: Limits) -> Document:
    """The text and tables of a Word document in one XML file. Raises FileError."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        tree = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        raise FileError("word_xml_damaged") from None
    parts = dict(_flat(tree)) if tree.tag == f"{_PKG}package" else _of_2003(tree)
    return replace(read_docx(_zipped(parts), limits), media_type=MEDIA_TYPE)


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return file.getvalue()


def _flat(package: etree._Element) -> Iterator[tuple[str, bytes]]:
    """The parts of a package by name."""
    for part in package.iterfind(f"{_PKG}part"):
        name = part.get(f"{_PKG}name", "").lstrip("/")
        binary, inside = part.find(f"{_PKG}binaryData"), part.find(f"{_PKG}xmlData")
        if binary is not None:
            yield name, _decoded(binary.text or "")
        elif inside is not None and len(inside):
            yield name, etree.tostring(inside[0])


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text)
    except binascii.Error:
        raise FileError("word_xml_damaged") from None


def _of_2003(tree: etree._Element) -> dict[str, bytes]:
    """The body and the styles, in the names of today. The numbers of paragraphs are printed in the file itself."""
    _write_numbers(tree)
    for element in tree.iter(f"{_2003}*"):
        name = etree.QName(element).localname
        element.tag = f"{W}{_RENAMED.get(name, name)}"
        for key, value in element.items():
            if str(key).startswith(_2003):
                element.set(f"{W}{etree.QName(key).localname}", value)
    document = etree.Element(f"{W}document")
    document.extend(tree.findall(f"{W}body"))
    styles = tree.find(f"{W}styles")
    return {
        "_rels/.rels": _RELATIONS % (b"officeDocument", b"word/document.xml"),
        "word/document.xml": etree.tostring(document),
        "word/_rels/document.xml.rels": _RELATIONS % (b"styles", b"styles.xml"),
        "word/styles.xml": etree.tostring(styles if styles is not None else etree.Element(f"{W}styles")),
    }


def _write_numbers(tree: etree._Element) -> None:
    """Puts the number that Word printed before a paragraph into its text."""
    for hint in tree.iterfind(f".//{_2003}pPr/{_2003}listPr/{_HINT}t"):
        properties = hint.getparent().getparent()  # type: ignore[union-attr]
        run = etree.Element(f"{_2003}r")
        etree.SubElement(run, f"{_2003}t").text = hint.get(f"{_HINT}val", "")
        properties.addnext(run)  # type: ignore[union-attr]
