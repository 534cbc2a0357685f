"""The reading of section 五, segment by segment: which stretches are problems, which are measures.

The role of what follows is set by block headings (（一）存在的主要问题), labels (改进措施：) and lead-ins (但还存在
一些不足：); a list without any is read by what its items say.
"""

from __future__ import annotations

import re
from typing import Literal

from extract.prose.collected import Collected
from extract.prose.cues import (
    ABOUT_PROBLEMS,
    ALL_OF_THEM,
    NOTHING,
    NOW,
    PROBLEM_CUE,
    THIS_ONE,
    TOGETHER,
    Role,
    deficient,
    ends_deficient,
    explains,
    find_label,
    heading_role,
    improves,
    label_role,
    looks_ahead,
    looks_ahead_only,
    only_announces,
    settled_earlier,
    topic_only,
    torn_heading,
    turns_to_measures,
)
from extract.prose.furniture import AGENCY
from extract.prose.outline import OpenList, Outline, goes_back, heading_before_colon
from extract.prose.passage import Passage
from extract.prose.problems import problems_in, without_result
from extract.prose.segments import Segment, segments
from extract.text.dates import DATE

_ENDING = re.compile("(?:以上|特此|专此)[^。，]{0,8}(?:报告|汇报|情况)(?:，请[^。，]{1,8})?")
"""How a report takes its leave."""
_SIGNATURE = re.compile(rf"(?:{AGENCY.pattern})?（?(?:{DATE})?）?")


class Items(Collected):
    """The statements of a passage, read segment by segment."""

    def __init__(self, passage: Passage) -> None:
        super().__init__(passage)
        self._segments = segments(passage)
        self._outline = Outline(self._text, self._segments)
        self._role: Role | None = None
        self._list: OpenList | None = None
        self._past = False
        """Whether the last heading was about an earlier year, whose problems are none of this report's."""
        self._labelled_from: int | None = None
        """How many problems there were when the last label or heading announced problems."""
        for i, segment in enumerate(self._segments):
            self._read(i, segment)

    # ------------------------------------------------------------ segments

    def _read(self, i: int, segment: Segment) -> None:
        text = self._text[segment.start : segment.end]
        bare_text = text.rstrip("。")
        if _ENDING.fullmatch(bare_text) or (
            (_SIGNATURE.fullmatch(text) or NOTHING.fullmatch(bare_text)) and segment.new_line
        ):
            self._leave_list()
        elif self._heading(i, segment, text):
            return
        elif segment.enumerator is not None:
            self._enumerated(i, segment, text)
        elif self._open is not None:
            self._within_item(i, segment, text)
        else:
            self._sentence(i, segment.start, segment.end)

    def _heading(self, i: int, segment: Segment, text: str) -> bool:
        """A block heading or a label: it gives what follows its role."""
        role = heading_role(text)
        if role is not None:
            self._leave_list()
            self._under_heading(i, role)
            return True
        labelled = label_role(text) or heading_before_colon(text)
        if labelled is None or (self._in_list_of(segment) and labelled[0] == "problem"):
            return False
        role, length = labelled
        self._past = self._outline.of_earlier_year(i)
        start, end = segment.start + length, segment.end
        if role == "measure" and self._beside_one_problem(i, segment) and length < len(text):
            self._measure_beside(start, end)
            return True
        self._leave_list()
        self._announced(role)
        if length < len(text):
            self._sentence(i, start, end, labelled=True)
        return True

    def _under_heading(self, i: int, role: Role | Literal["both"]) -> None:
        self._past = self._outline.of_earlier_year(i)
        if role != "other" or (self._role != "measure" and not self.problems):
            self._announced(None if role == "both" else role)

    def _announced(self, role: Role | None) -> None:
        """A heading or a label says what follows."""
        self._role = self._said = role
        self._addressed = False
        self._labelled_from = len(self.problems) if role == "problem" else None

    def _beside_one_problem(self, i: int, segment: Segment) -> bool:
        """Whether a label 改进措施： stands with a single problem: in its item, or behind its own label."""
        if segment.enumerator is not None:
            return False
        if self._open_problem() is not None:
            return self._another_follows(i) or (self._list is not None and self._list.paired)
        return self._labelled_from is not None and self._labelled_from == len(self.problems) - 1

    def _enumerated(self, i: int, segment: Segment, text: str) -> None:
        heads = topic_only(text) or self._torn(segment, text) or self._leads_over(text)
        if heads and self._outline.below(i):
            self._leave_list()
        elif self._list is not None and self._in_list_of(segment):
            self._list.ordinal = segment.ordinal
            self._item(i, segment)
        elif self._nested(segment):
            self._go_on(segment)
        else:
            self._list = OpenList(segment.kind or "", segment.ordinal, self._list_role(i))
            self._role = self._list.role or self._role
            self._item(i, segment)

    def _torn(self, segment: Segment, text: str) -> bool:
        """Whether the segment is what is left of a heading, and no short item of a list."""
        return torn_heading(text) and not self._nested(segment) and not self._in_list_of(segment)

    def _leads_over(self, text: str) -> bool:
        """Whether an enumerated text only says under which subject problems follow: 公开内容方面，主要有：."""
        return self._role == "problem" and text.endswith("：") and not deficient(text)

    def _list_role(self, i: int) -> Role | None:
        """The role of the list that segment `i` opens."""
        if self._past:
            return "other"
        role = self._outline.role_of_list(i, self._role)
        if role == "measure" and self._role is None and not self.problems and self._outline.tells_of_work(i):
            return "other"
        return role

    def _in_list_of(self, segment: Segment) -> bool:
        """Whether the segment is the next item of the open list."""
        current = self._list
        return current is not None and segment.kind == current.kind and segment.follows(current.ordinal)

    def _nested(self, segment: Segment) -> bool:
        """Whether the segment's enumerator counts inside the open item."""
        if self._list is None or self._list.role is None or self._open is None or segment.kind == self._list.kind:
            return False
        return not (segment.kind in ("paren", "han") and segment.new_line)

    # ------------------------------------------------------------ items of a list

    def _item(self, i: int, segment: Segment) -> None:
        self._open = None
        role = self._list.role if self._list else None
        if role == "measure":
            self._add_measure(segment.start, segment.end, listed=True)
        elif role == "other" and self._past:
            self._progress_item(segment)
        elif role == "problem":
            self._problem_item(i, segment)

    def _progress_item(self, segment: Segment) -> None:
        """An enumerated item about an earlier year: what was done, or only which problem there was."""
        text = self._text[segment.start : segment.end]
        if not ends_deficient(text) and not heading_role(text.partition("：")[0]):
            self._add_progress(segment.start, segment.end, listed=True)

    def _problem_item(self, i: int, segment: Segment) -> None:
        """The first sentence of an enumerated problem, up to a clause that turns to a measure."""
        start, end = segment.start, segment.end
        labelled = label_role(self._text[start:end])
        if labelled:
            start += labelled[1]
        turn = self._turn(start, end)
        if turn == start:
            self._add_measure(start, end, listed=True)
            return
        problem = self._add_problem(start, end if turn is None else turn, listed=True)
        self._open = problem
        if self._list is not None:
            self._list.leads_on = self._text[start:end].endswith("：")
        if turn is not None and problem is not None:
            self._measure_beside(turn, end)

    def _turn(self, start: int, end: int) -> int | None:
        """Where a sentence turns to what is to be done: by a label or by its words."""
        label = find_label(self._text, start + 1, end)
        if label is not None and (found := label_role(self._text[label:end])) and found[0] == "measure":
            return label
        turn = turns_to_measures(self._text[start:end])
        return None if turn is None else start + turn

    def _measure_beside(self, start: int, end: int) -> None:
        """A measure that stands with the problem just read."""
        if self._list is not None:
            self._list.paired = True
        labelled = label_role(self._text[start:end])
        self._add_measure(start + (labelled[1] if labelled else 0), end, listed=True, beside=True)

    def _within_item(self, i: int, segment: Segment, text: str) -> None:
        """A sentence behind the first one of an enumerated item."""
        if self._open_problem() is not None:
            turn = self._turn(segment.start, segment.end)
            if turn is None and not TOGETHER.search(text):
                self._go_on(segment)
                return
            if turn is None:
                self._leave_list()
                return
            if self._belongs_to_item(i, text):
                self._measure_beside(turn, segment.end)
                return
        elif not self._leaves_measure(i, segment, text):
            self._go_on(segment)
            return
        self._leave_list()
        self._sentence(i, segment.start, segment.end)

    def _belongs_to_item(self, i: int, text: str) -> bool:
        """Whether a measure behind a problem is that problem's alone rather than that of the whole list."""
        if self._another_follows(i) or THIS_ONE.search(text):
            return True
        if self._list is None or self._outline.starts_list(i + 1):
            return False
        if self._list.paired:
            return TOGETHER.search(text) is None
        return self._list.ordinal <= 1 and ALL_OF_THEM.search(text) is None

    def _leaves_measure(self, i: int, segment: Segment, text: str) -> bool:
        """Whether a sentence behind a measure is not part of it: it goes back to problems, or announces more."""
        if self._another_follows(i):
            return False
        turn = turns_to_measures(text)
        if turn is None:
            leads_on = self._outline.starts_list(i + 1) or problems_in(text, 0, len(text))
            return PROBLEM_CUE.search(text) is not None and bool(leads_on)
        return turn == 0 and ALL_OF_THEM.match(text) is not None

    def _another_follows(self, i: int) -> bool:
        """Whether the open list goes on behind segment `i`."""
        return self._list is not None and self._outline.goes_on(i, self._list.kind, self._list.ordinal)

    # ------------------------------------------------------------ sentences

    def _sentence(self, i: int, start: int, end: int, *, labelled: bool = False) -> None:
        """A sentence outside any list; `labelled` where a label announced it."""
        text = self._text[start:end]
        if self._of_earlier_year(start, end):
            return
        turn = self._turn(start, end)
        if self._role == "other" and not looks_ahead(text):
            turn = None
        if turn is None and (
            improves(text) if self._role == "problem" else self._role == "measure" and not goes_back(text)
        ):
            turn = start
        if turn is None or turn > start:
            stated = self._problem_sentence(i, start, end if turn is None else turn, labelled=labelled)
            if turn is not None and not stated:
                turn = start
        if turn is not None:
            self._measure_sentence(i, turn, end, labelled)

    def _of_earlier_year(self, start: int, end: int) -> bool:
        """Whether a sentence is about an earlier year's problems: it tells of progress, or leads over to it."""
        text = self._text[start:end]
        if self._past and (looks_ahead_only(text) or (PROBLEM_CUE.search(text) and ends_deficient(text))):
            self._past = not NOW.search(text) and not looks_ahead_only(text)
            return self._past
        earlier = settled_earlier(text)
        if not self._past and not earlier:
            return False
        colon = self._text.find("：", start, end)
        if earlier and colon >= 0:
            self._past, start = True, colon + 1
        if not ends_deficient(text):
            self._add_progress(start, end)
        return True

    def _problem_sentence(self, i: int, start: int, end: int, *, labelled: bool) -> bool:
        """Whether the stretch speaks of problems; those that it names are taken."""
        text = self._text[start:end]
        found = problems_in(self._text, start, end, announced=labelled, single=self._on_lines(i))
        cue = PROBLEM_CUE.search(text) is not None
        leads = self._outline.leads_to(i + 1, "problem")
        if not found or (leads and end == self._segments[i].end):
            if cue or found:
                self._role = self._said = "problem"
            elif self._role == "problem" and self.problems and end == self._segments[i].end:
                self._explained(start, end)
            return cue or bool(found)
        if self._role == "problem" and self.problems and explains(text):
            self._explained(start, end)
            return True
        if self._past or (self._role in (None, "other") and not cue and not ends_deficient(without_result(text))):
            return False
        self._role = "problem"
        self._said = "problem" if cue else self._said
        for problem in found:
            self._add_problem(*problem)
        return True

    def _on_lines(self, i: int) -> bool:
        """Whether segment `i` is one of a list whose parts stand on lines of their own, each ended by ；."""
        beside = self._segments[max(0, i - 1) : i + 1]
        return any(self._text[segment.end - 1] == "；" for segment in beside if segment.end > segment.start)

    def _measure_sentence(self, i: int, start: int, end: int, labelled_before: bool) -> None:
        if self._role != "measure":
            self._role, self._said = "measure", None
        self._addressed = self._addressed or ABOUT_PROBLEMS.search(self._text, start, end) is not None
        labelled = label_role(self._text[start:end])
        start += labelled[1] if labelled else 0
        colon = self._text.find("：", start, end)
        if 0 <= colon < end - 1 and only_announces(self._text[start:colon]):
            start = colon + 1
        text = self._text[start:end]
        leads = not labelled_before and self._outline.leads_to(i + 1, "measure")
        if leads or text.endswith("：") or only_announces(text):
            self._said = "measure"
            return
        joined = i + 1 < len(self._segments) and self._outline.joins(i + 1)
        self._add_measure(start, end, listed=joined)
        self._open = None

    def _go_on(self, segment: Segment) -> None:
        """The open item goes on with a segment."""
        self._extend(segment.start, segment.end, leads_on=self._list is not None and self._list.leads_on)

    def _leave_list(self) -> None:
        self._list = None
        self._open = None
