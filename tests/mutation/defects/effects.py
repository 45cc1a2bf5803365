"""Defects of steps: holds, cases and amounts."""

import secrets
from typing import Any

from tests.mutation.defects.defect import Defect, always


def _random_handle(_right: Any) -> Any:
    return property(lambda _case: f"ot-{secrets.token_hex(6)}")


def _rounded(right: Any) -> Any:
    def attributes(order: Any) -> dict[str, str]:
        return {**right(order), "Total": str(float(int(order.total.amount)))}

    return attributes


EFFECTS = (
    Defect(
        "hold under a random handle",
        "the own hold is not found again",
        {"integrator.cases.Case.handle_prefix": _random_handle},
    ),
    Defect(
        "hold a decided order",
        "a late step holds what nobody releases",
        {"integrator.steps.orders._is_over": always(value=False)},
    ),
    Defect(
        "release nothing",
        "the order stays on hold for ever",
        {"tests.simulation.store.SimStore.release_holds": always([])},
    ),
    Defect(
        "holds never end",
        "the ledger counts holds that are gone",
        {"integrator.ledger.evidence.end_holds": always(None)},
    ),
    Defect(
        "case never closes",
        "who waits for the end waits for ever",
        {"integrator.ledger.cases.close": always(value=False)},
    ),
    Defect("amounts as floats", "cents get lost in the archive", {"integrator.steps.documents._attributes": _rounded}),
)
