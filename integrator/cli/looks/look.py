"""One look: what it is called, how it is done, and what it brings back."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from integrator.clients.errors import RemoteError
from integrator.clients.http import PATIENCE, patience
from integrator.config_file import ConfigError
from integrator.context import Connections
from integrator.ledger.upgrade import LedgerOutdated

Health = Literal["good", "warning", "wrong"]


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing that was looked at: where, how it is, and what to do about it."""

    what: str
    health: Health
    found: str
    mend: str = ""
    """One sentence; empty when nothing is to be done."""


@dataclass(frozen=True, slots=True)
class Look:
    """A look and its name; `mend` is said when the look itself fails."""

    what: str
    see: Callable[[Connections], Iterator[Seen]]
    mend: str


def carefully(look: Look, connections: Connections, *, seconds: float) -> list[Seen]:
    """
    Collect what `look` sees within `seconds`; an error is a finding like any other.

    A look that hangs is left behind in its thread, which ends with the process.
    """
    seen: list[Seen] = []

    def see() -> None:
        # Doctor may wait for its place behind the workers; being held up by them is no finding.
        patience.set(PATIENCE)
        try:
            seen.extend(look.see(connections))
        except (ConfigError, RemoteError, LedgerOutdated, LookupError) as error:
            seen.extend(Seen(look.what, "wrong", line, look.mend) for line in str(error).splitlines())
        except Exception as error:  # noqa: BLE001 - whatever a server or library does, the other looks follow.
            seen.append(Seen(look.what, "wrong", f"does not answer ({type(error).__name__})", look.mend))

    thread = threading.Thread(target=see, name=f"look at {look.what}", daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        return [*seen, Seen(look.what, "wrong", f"no end of the look within {seconds:g} s", look.mend)]
    return seen
