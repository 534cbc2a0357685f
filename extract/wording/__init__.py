"""What a reason says to a person: in comes a `Doubt`, out goes its sentence, in Chinese or in English.

The sentences are the `*.toml` files here, one for each room: an entry is a code with its sentence in both languages.
Whoever shows something to a person may enter; nothing that decides does.
"""

from extract.language import LANGUAGES, Lang, language, speak
from extract.wording.catalogue import Entry, catalogue
from extract.wording.records import worded, worded_findings
from extract.wording.sentences import phrase, said

__all__ = [
    "LANGUAGES",
    "Entry",
    "Lang",
    "catalogue",
    "language",
    "phrase",
    "said",
    "speak",
    "worded",
    "worded_findings",
]
