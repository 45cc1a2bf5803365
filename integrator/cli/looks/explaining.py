"""From an error of a client to one plain line: what is wrong, where, and how to mend it."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from integrator.clients.errors import Garbled, RemoteError, Throttled, Unauthorized, Unreachable

_LOGINS = frozenset({"token", "log_in"})
"""Operations of the clients that present credentials."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a remote system lives, in words of our settings."""

    title: str
    url: str
    url_setting: str
    credentials: tuple[str, ...]
    """Names of the settings that are presented at its login."""
    entitled_by: str = "Give our account access to it there"
    """What lets an account that may log in use the system, as the beginning of a sentence."""


def explain(error: RemoteError, place: Place) -> tuple[str, str]:
    """Return what is wrong with `place`, and how to mend it. Neither holds a secret, a body or a query."""
    host = urlsplit(place.url).netloc.rpartition("@")[2] or "no address"
    setting = place.url_setting
    where = f"{place.title} at {host}"
    if isinstance(error, Unauthorized) and error.operation in _LOGINS:
        names = " and ".join(place.credentials)
        return f"{where} refuses our credentials", f"Correct {names}, then restart the fleet."
    if isinstance(error, Unauthorized):
        mend = f"{place.entitled_by}, and see that the login is neither locked nor expired and the clocks agree."
        return f"{where} lets us log in but refuses token or ticket, a fresh one too ({error})", mend
    if isinstance(error, Throttled):
        return f"{where} is not to be asked now ({error})", "Ask again in a minute; what was wrong stands in the log."
    if isinstance(error, Unreachable):
        mend = f"See whether it runs, and whether {setting}, name resolution, firewall and proxy are right."
        return f"{where} cannot be reached ({error})", mend
    if isinstance(error, Garbled):
        return f"something else answers as {where} ({error})", f"Correct {setting}; it must be the API's base address."
    return (
        f"{where} refuses what we ask ({error})",
        f"Correct {setting}, or update the system to what docs/contracts say.",
    )
