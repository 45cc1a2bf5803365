"""
How records management says yes and no: often 200 without a body, or 200 with `results.ok: false`.

Source: contracts/opentext/extended-ecm, section 10. [documented]
"""

from typing import Any

from integrator.clients.answers import Answer
from integrator.clients.errors import Refused
from integrator.clients.shapes import read_shape


def check_taken(answer: Answer) -> None:
    """Raise `Refused` when an answer with status 200 says that nothing was done."""
    if answer.body.strip() and not read_shape(answer, says_ok):
        raise Refused("records management said no", **answer.context)


def says_ok(document: Any) -> bool:
    """Whether a decoded answer says yes; one that says neither does."""
    results = document.get("results")
    return not isinstance(results, dict) or results.get("ok", True) is not False
