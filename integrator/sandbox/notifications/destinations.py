"""Where a job goes to: one mail address or one number each, checked by its form (notifications.md 3.1, 3.2)."""

import re
from typing import Any

from integrator.sandbox.notifications.fields import Fields, SubmitError, check

_INSERT: Fields = {"id": int, "value": str}
_FORMS = {
    "email": re.compile(r"[^\s@,;<>\"()]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"),
    # The examples write the international prefix as 00; nothing says that `+` is taken here.
    "sms": re.compile(r"00[1-9][0-9]{6,14}"),
}


def read_destination(raw: object, channel: str) -> dict[str, Any]:
    """Return reference, address and inserts of one destination; raises `SubmitError`, which names no address."""
    destination = check(raw, {"ref": str, channel: str, "inserts": list}, "destination")
    address = destination.get(channel, "")
    if not address:
        raise SubmitError(f"{channel} of a destination is required")
    if not _FORMS[channel].fullmatch(address) or len(address) > 254:
        raise SubmitError(f"{channel} of a destination is invalid")
    inserts = [check(insert, _INSERT, "insert") for insert in destination.get("inserts", [])]
    if any(insert.keys() != _INSERT.keys() for insert in inserts):
        raise SubmitError("an insert needs id and value")
    return {
        "ref": destination.get("ref", ""),
        "address": address,
        "inserts": {str(insert["id"]): insert["value"] for insert in inserts},
    }
