"""Where a body stands and what it is, from its name alone: province, city, level of government, kind of body.

By rules and two bundled lists: the divisions down to the county (`divisions.tsv`) and the words of kinds of bodies
(`bodies.toml`). What the name does not tell is `unknown`, and a county whose name several provinces have is in none.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal, get_args

from extract.text.normal import name_key

Level = Literal["national", "province", "city", "county", "township", "unknown"]
LEVELS: tuple[Level, ...] = get_args(Level)
UNKNOWN: Literal["unknown"] = "unknown"

_FOLDER = Path(__file__).parent
_ENDINGS = re.compile(
    r"(?:特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|林区|矿区|新区|地区|省|市|县|区|盟|旗"
    r"|(?:[一-鿿]{1,3}族){0,4}自治[州县旗])$"
)
_NATIONAL = re.compile("^(?:国务院|国家|中华人民共和国|中国(?!移动|联通|电信|铁路))|^[一-鿿]{2,8}部$")
_HEAD = re.compile("^(?:国家税务总局|国家统计局|中国人民银行|中华人民共和国|国家金融监督管理总局)(?=.)")
_ZONE = re.compile("管委会|管理委员会|开发区|高新区|试验区|实验区|示范区|保税区|度假区|园区")
_TOWNSHIP = re.compile(
    "(?:镇|乡|街道|苏木|民族乡)(?:人民政府|政府|办事处|办公室|党政|$)|街道|街办|.镇|[^城]乡(?!村|镇|建)"
)
_BY_WORD: tuple[tuple[re.Pattern[str], Level], ...] = (
    (re.compile("^(?:省|自治区)"), "province"),
    (re.compile("^(?:市|州|盟)"), "city"),
    (re.compile("^(?:县|区|旗)"), "county"),
)
_BY_ENDING: dict[str, Level] = {"省": "province", "州": "city", "自治州": "city"}
_UNLISTED = re.compile("^[一-鿿]{1,8}?(?P<ending>自治县|县|旗|区|自治州|州|省)")


@dataclass(frozen=True, slots=True)
class Place:
    """`province` and `city` are full names or None; `kind` an id of `bodies.toml` or `unknown`."""

    province: str | None
    city: str | None
    level: Level
    kind: str

    @property
    def region(self) -> str:
        return self.province or UNKNOWN


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of body."""

    id: str
    zh: str
    en: str
    words: tuple[str, ...]
    ends: tuple[str, ...] = ()

    def fits(self, name: str) -> bool:
        return name.endswith(self.ends) or any(word in name for word in self.words)


@lru_cache(maxsize=1)
def kinds() -> tuple[Kind, ...]:
    """The kinds of bodies, in the order in which they are tried."""
    data = tomllib.loads((_FOLDER / "bodies.toml").read_text(encoding="utf-8"))
    return tuple(
        Kind(row["id"], row["zh"], row["en"], tuple(row["words"]), tuple(row.get("ends", ()))) for row in data["kinds"]
    )


class Divisions:
    """The list of divisions: codes by name, and names by code."""

    def __init__(self, text: str) -> None:
        rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
        self.names = {row[0]: row[1] for row in reversed(rows)}
        self.codes: dict[str, list[str]] = {}
        for code, name in rows:
            for form in {name, *_short(name)}:
                self.codes.setdefault(form, []).append(code)

    @cached_property
    def longest(self) -> int:
        return max(map(len, self.codes))

    def at_start(self, name: str, within: str = "") -> tuple[str, list[str]]:
        """The longest division that the name begins with, and its codes that begin with `within`."""
        for length in range(min(self.longest, len(name)), 1, -1):
            codes = [code for code in self.codes.get(name[:length], ()) if code.startswith(within) and code != within]
            if codes:
                return name[:length], codes
        return "", []


def _short(name: str) -> tuple[str, ...]:
    short = _ENDINGS.sub("", name)
    return (short,) if len(short) >= 2 else ()


@lru_cache(maxsize=1)
def divisions() -> Divisions:
    return Divisions((_FOLDER / "divisions.tsv").read_text(encoding="utf-8"))


@lru_cache(maxsize=100_000)
def place_of(agency: str | None) -> Place:
    """The place of a body by its name."""
    name = name_key(agency or "")
    if not name:
        return Place(None, None, UNKNOWN, UNKNOWN)
    kind = next((kind.id for kind in kinds() if kind.fits(name)), UNKNOWN)
    rest = _HEAD.sub("", name)
    codes, rest = _codes(rest)
    listed = divisions()
    province = _only({code[:2] for code in codes})
    city = _only({code[:4] for code in codes if code[2:4] != "00"})
    return Place(
        listed.names.get(province + "0000") if province else None,
        listed.names.get(city + "00") if city else None,
        _level(name, rest, codes),
        kind,
    )


def _codes(name: str) -> tuple[list[str], str]:
    """The codes of the last division of the chain that the name begins with, and what follows it."""
    codes: list[str] = []
    within = ""
    while True:
        found, here = divisions().at_start(name, within)
        if not here or (codes and not _goes_on(name, found)):
            return codes, name
        codes, name = _of_full_name(found, here), name[len(found) :]
        if len(codes) > 1 or codes[0].endswith("00") is False:
            return codes, name
        within = codes[0][:2] if codes[0].endswith("0000") else codes[0][:4]


def _goes_on(name: str, found: str) -> bool:
    """Below another division a short form may be the beginning of an office's name, so it counts only alone."""
    return _ENDINGS.search(found) is not None or len(name) == len(found)


def _of_full_name(found: str, codes: list[str]) -> list[str]:
    """Those whose full name it is, else the highest (吉林: the province)."""
    full = [code for code in codes if divisions().names[code] == found]
    if full:
        return full
    return [code for code in codes if code.endswith("0000")] or [code for code in codes if code.endswith("00")] or codes


def _only(values: set[str]) -> str | None:
    return next(iter(values)) if len(values) == 1 else None


def _level(name: str, rest: str, codes: list[str]) -> Level:
    if _TOWNSHIP.search(rest):
        return "township"
    if _ZONE.search(rest):
        return UNKNOWN
    if codes:
        ranks: set[Level] = {_rank(code) for code in codes}
        beyond = _UNLISTED.match(rest)
        if beyond and beyond["ending"] in ("县", "旗", "区", "自治县"):
            return "county"
        return ranks.pop() if len(ranks) == 1 else UNKNOWN
    if _NATIONAL.match(name):
        return "national"
    for pattern, level in _BY_WORD:
        if pattern.match(name):
            return level
    unlisted = _UNLISTED.match(name)
    if unlisted:
        return _BY_ENDING.get(unlisted["ending"], "county")
    return UNKNOWN


def _rank(code: str) -> Level:
    if code.endswith("0000"):
        return "province"
    return "city" if code.endswith("00") else "county"
