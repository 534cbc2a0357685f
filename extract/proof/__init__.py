"""What speaks for a reading of the tables and was not asked by the reader that made it.

In: a document, its sections, the tables as read. Out: an account of every printed number (`ledger`), and where
numbers stand by their order and their sums alone (`placement`). It starts from the raw text and its grids: nothing
of the table reader, the model or the judge may enter here.
"""

from extract.proof.accounts import Account, Accounts, Left
from extract.proof.ledger import account, doubted
from extract.proof.placement import placements

__all__ = ["Account", "Accounts", "Left", "account", "doubted", "placements"]
