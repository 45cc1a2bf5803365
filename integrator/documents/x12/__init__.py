"""
X12 004010, as a customer of Trading Grid uses it: 850 and 860 out, 855, 856, 810, 846 and 997 in.

Every map reads and writes. Nothing here talks to anybody.
"""

from integrator.documents.x12.codec import Document, Envelope, decode, encode
from integrator.documents.x12.envelope import Group, Interchange, Party, TransactionSet, read_interchange
from integrator.documents.x12.errors import X12Error
from integrator.documents.x12.receipts import acknowledge
from integrator.documents.x12.tokens import Separators

__all__ = [
    "Document",
    "Envelope",
    "Group",
    "Interchange",
    "Party",
    "Separators",
    "TransactionSet",
    "X12Error",
    "acknowledge",
    "decode",
    "encode",
    "read_interchange",
]
