"""What a reason says to a person: in comes a `Doubt`, out goes its sentence, in Chinese or in English.

The sentences are the `*.toml` files here, one for each room: an entry is a code with its sentence in both languages.
Whoever shows something to a person may enter; nothing that decides does.
"""

from extract.wording.catalogue import Entry, Lang, catalogue
from extract.wording.records import worded, worded_findings
from extract.wording.sentences import said

__all__ = ["Entry", "Lang", "catalogue", "said", "worded", "worded_findings"]
