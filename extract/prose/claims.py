"""Figures in the prose that speak of cells: received, concluded, carried over, results, reviews, documents.

A claim keeps its passage and its scope; whether it agrees with the tables is for the judge to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from extract.prose.patterns import ClaimPattern, claim_patterns
from extract.text.numbers import number_value
from extract.text.numerals import SPOKEN
from extract.text.squeezed import Squeezed
from schemas.form import Form
from schemas.record import Claim, Value

_SENTENCE = re.compile(r"[。；！？]|(?<=\D)：")
_CLAUSE = re.compile(r"[，。；：！？、（）]")
_PAUSE = re.compile(r"[，。；：！？]")
_PUNCTUATION = "，。；、）："
_OTHER_SUBJECT = re.compile(
    r"工单|热线|留言|诉求|提案|(?<!复)议案|代表建议|来信|来电|来访|信访件|咨询|信件|网民|投诉(?!类)|举报(?!投诉)|举报件|问卷|评议"
    r"|许可|网友|救助|低保|补贴|补助|贷款|登记(?!受理)|审批|(?<!公开)办件|业务|仲裁|调解|复议申请|查询申请|资格|保障|专利|社保|医保|就业"
)
"""What else is received and answered, none of it in the tables."""
_TOGETHER = re.compile(rf"(?:{_OTHER_SUBJECT.pattern})[^，。；]{{0,4}}[及和与、或]$")
"""Something else counted in the same number."""
_CONTEXT = 160
"""Characters before a claim in which its subject has to be named."""
_LAST = r"上年度?|上一年度?|去年度?|20\d\d年度?"
_PERIOD = re.compile(
    rf"上半年|下半年|[一二三四1-4]季度|历年|近年|近[{SPOKEN}]年|[两三四五]年(?:来|间|共)|去年|上一?年|前[两三]年"
    r"|目前|截[至止]到?(?:20\d\d年)?(?:[1-9]|1[01])月|月份|(?<!\d)(?<![至到—-])(?:[1-9]|1[0-2])月(?![\d底末至到—-])|(?<!\d)(?:[1-9]|1[01])月底|\d月?(?:至|到|[-—~])(?:[1-9]|1[01])月|(?:实施|施行|成立|开展|开通|运行)以来"
    r"|20\d\d年?(?:至|到|、|[-—~])20\d\d年"
)
_PERIOD_FIRST = re.compile(
    r"(?:截[至止]到?|在|自|从|今年|本年度?|20\d\d年度?|其中|我[局办镇乡县市区委厅]|全[省市区县镇乡])*"
    rf"(?:{_PERIOD.pattern})"
)
"""A clause that begins with another time: those after it are of that time too."""
_YEAR = re.compile(r"(20\d\d)年")
_WHOLE = re.compile(r"全[省市区县州旗镇乡街]|各级|辖区|(?:政府|全|本|[省市区县][\u4e00-\u9fff]{1,6})系统")
_PART = re.compile(
    r"线上|网上|网络|网站|平台|信函|邮寄|书面|当面|现场|传真|邮件|邮箱|窗口|属于|为由|由于|因涉及|(?<!结)转[交办送来]|移[送交]|会[办商]|协办|牵头|代表|指导"
)
"""One channel of several, one reason of several, or what others were given to answer."""
_OTHERS = re.compile(
    r"所属|下属|各单位|各部门|各科室|[省市区县]直|各(?!类|项|种|级)[^，。；]{0,4}[镇乡街县区]"
    r"|(?:乡镇|镇街|街道|部门)(?:[及和与、]|自行)"
)
"""Bodies under this one, or some of them."""
_GOVERNMENTS = re.compile(
    r"(?:全?[省市县区州盟旗镇乡](?:委|人大)?、?(?:人民)?政府|管委会)(?:及其?办公室)?(?:的|(?:印发|制定|制发|出台|发布)的?)?(?:行政)?规范性文件"
)
"""Documents of a government: its own, and no bureau's."""
_OTHER_BODIES = re.compile(r"(?:国务院|中央|国家|部委|省级?部门|[省市](?:局|厅|委)|其他部门)[^，。；、]{0,6}规范性文件")
_OFFICE = re.compile(r"(?:政府|管委会|党政)办(?:公室)?|办公室|我办|本机关|[省市区县]政?府?本级")
_OWN_DOCUMENTS = re.compile(
    "公文|发文|(?:制发|印发|发布|制作|起草|审[查核]|登记|产生|形成|出台)[^，。；]{0,12}文件|文件\\d"
)
_SORTED = re.compile(r"主动公开(?:的|类|属性)?(?:公文|文件)?(?:共|有|为)?\d")
_CAME_IN = re.compile("收到|受理|接到|接收|新收|收悉|公开申请|申请人")
_COMPARED = re.compile(
    rf"同比|(?:较|比|与|同)(?:{_LAST})(?:同期)?(?:的?\d+件)?(?:相比)?|(?:{_LAST})[末底]?(?:结转|转结|转入|接转|留转|转来|遗留)|结转(?:{_LAST})"
)
"""Another year that a sentence names without speaking of it."""
_CARRIED = re.compile(rf"(?:{_LAST})[末底]?(?:结转|转结|转入|接转|留转|转来|遗留)的")
"""What came from the year before: what is said of it is not said of all."""


def find_claims(
    stretches: Iterable[Squeezed], form: Form, year: int | None = None, patterns: Sequence[ClaimPattern] | None = None
) -> list[Claim]:
    """The claims of a report's prose, in order. `year` is the year reported on; other years have scope "period".

    Scopes: "own" (the body itself, the whole year), "office" (an office of it is named), "whole" (all of a city,
    district or system, or of its government), "part" (one channel of several, or some of
    the bodies under it, or others), "period" (another year or a part of this one). Where a
    number is stated, a sentence that there was none speaks of something narrower and is no claim.
    """
    used = claim_patterns(form) if patterns is None else patterns
    claims = [claim for stretch in stretches for claim in _in_stretch(stretch, year, used)]
    counted = {claim.kind for claim in claims if claim.value != 0 and claim.scope != "period"}
    claims = [claim for claim in claims if claim.value != 0 or claim.kind not in counted]
    return sorted(claims, key=lambda claim: (claim.start, claim.end, claim.kind))


def _in_stretch(squeezed: Squeezed, year: int | None, patterns: Sequence[ClaimPattern]) -> Iterator[Claim]:
    taken: set[tuple[str, int]] = set()
    """What has been claimed: a number by its place; that there was none by the kind and the sentence."""
    for pattern in patterns:
        for match in pattern.regex.finditer(squeezed.text) if pattern.literal in squeezed.text else ():
            sentence = _begin(squeezed.text, _start(match), _SENTENCE)
            at = (pattern.kind, sentence) if pattern.zero else ("", match.start("value"))
            value = 0 if pattern.zero else number_value(match["value"])
            if value is not None and at not in taken and _counts(squeezed.text, match, pattern, year):
                taken.add(at)
                yield _claim(squeezed, pattern, match, value, year)


def _start(match: re.Match[str]) -> int:
    """Where the words of a match begin, behind the punctuation that it may have looked at."""
    return match.end() - len(match.group().lstrip(_PUNCTUATION))


def _counts(text: str, match: re.Match[str], pattern: ClaimPattern, year: int | None) -> bool:
    """Whether what matched is of its pattern's subject and year."""
    last = match.groupdict().get("last")
    if last and year is not None and int(last) != year - 1:
        return False
    if pattern.unless and pattern.unless.search(text, _begin(text, match.start(), _CLAUSE), match.end()):
        return False
    return _is_about(text, match, pattern.about)


def _is_about(text: str, match: re.Match[str], about: re.Pattern[str] | None) -> bool:
    """Whether the text up to the claim speaks of its subject, and of nothing else since."""
    if about is None:
        return True
    if _OTHER_SUBJECT.search(match.group()) or _TOGETHER.search(text[max(0, match.start() - 20) : match.start()]):
        return False
    if _of_own_documents(text, match):
        return False
    before = text[max(0, match.start() - _CONTEXT) : match.end()]
    spoken = [found.end() for found in about.finditer(before)]
    others = [found.end() for found in _OTHER_SUBJECT.finditer(before)]
    return bool(spoken) and (not others or spoken[-1] >= others[-1])


def _of_own_documents(text: str, match: re.Match[str]) -> bool:
    """Whether the sentence sorts the body's own documents: 制发公文30件，其中主动公开20件、不予公开10件."""
    end = _SENTENCE.search(text, match.end())
    sentence = text[_begin(text, match.start(), _SENTENCE) : end.start() if end else len(text)]
    before = text[_begin(text, match.start(), _SENTENCE) : match.end()]
    return (
        _OWN_DOCUMENTS.search(before) is not None
        and _SORTED.search(sentence) is not None
        and _CAME_IN.search(before) is None
    )


def _claim(squeezed: Squeezed, pattern: ClaimPattern, match: re.Match[str], value: Value, year: int | None) -> Claim:
    begin = _start(match)
    start, end = squeezed.span(begin, match.end())
    return Claim(
        kind=pattern.kind,
        value=value,
        scope=scope_of(squeezed.text, (begin, match.end()), match.end() if pattern.zero else begin, year),
        quote=squeezed.source[start:end],
        start=start,
        end=end,
    )


def scope_of(text: str, span: tuple[int, int], at: int, year: int | None) -> str:
    """Whom and when the figure of a span of squeezed text counts; `at` is in the clause that tells how it came in."""
    start, end = span
    sentence = _COMPARED.sub("", text[_begin(text, start, _SENTENCE) : end])
    clause = text[_begin(text, at, _CLAUSE) : end]
    if _CARRIED.search(text, _begin(text, start, _CLAUSE), start):
        return "part"
    named = [int(stated) for stated in _YEAR.findall(sentence.split("结转")[0])]
    if _in_period(sentence) or (year is not None and named and year not in named):
        return "period"
    if _PART.search(clause) or _OTHER_BODIES.search(clause):
        return "part"
    if _GOVERNMENTS.search(clause):
        return "whole"
    if _OFFICE.search(clause):
        return "office"
    if _WHOLE.search(sentence):
        return "whole"
    if _OTHERS.search(sentence):
        return "part"
    return "office" if _OFFICE.search(sentence) else "own"


def _in_period(sentence: str) -> bool:
    """Whether a sentence tells of another time: in its last clause, or where an earlier one begins with that time."""
    *earlier, last = _PAUSE.split(sentence.rstrip(_PUNCTUATION))
    return _PERIOD.search(last) is not None or any(_PERIOD_FIRST.match(clause) for clause in earlier)


def _begin(text: str, before: int, boundary: re.Pattern[str]) -> int:
    """Where the sentence or clause around `before` begins."""
    begin = max(0, before - 200)
    for mark in boundary.finditer(text, begin, before):
        begin = mark.end()
    return begin
