"""Settings of the emulations that a test or a person may change while the sandbox runs."""

from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from integrator.sandbox.database import Database


class SwitchError(ValueError):
    """The text says which switch is wrong and what would be right."""


@dataclass(frozen=True, slots=True)
class Switches:
    """All switches with their defaults."""

    token_seconds: int = 3600
    """Life of a gateway token, told as `expires_in`."""
    history_lag_seconds: float = 0.0
    """How much later the history service learns of a start or an end than the runtime (workflow.md 11)."""
    history_keep_seconds: float = 0.0
    """How long the history service keeps an ended instance. Zero: for ever."""
    history_paging: bool = True
    """False: history takes `offset`, `count`, `sort` and `order`, and does as if they were not there (contract 2.4)."""
    date_notation: str = "mixed"
    """`plain` +0000, `offset` +05:30, `zulu` Z, `mixed` plain at runtime, offset in history (contract 5)."""
    claimed_tasks_listed: bool = False
    """Whether a claimed task still shows in a search by candidate group; the engine hides it."""
    delivery_step_seconds: float = 1.0
    """Time between two states of a message on its way (notifications.md 9)."""
    confirm_after_seconds: float = 60.0
    """Time from sent to confirmed or opened."""
    activity_lag_seconds: float = 0.0
    """How much later the activity feed of File 360 learns of a change than its items show it."""
    external_sharing: bool = True
    """Whether File 360 may share with people outside (file360.md 5.1)."""
    file_bytes: int = 0
    """Size of the largest file that File 360 takes. Zero: no limit."""
    quota_bytes: int = 0
    """Sum of all versions that File 360 takes. Zero: no limit."""
    ecm_session_seconds: int = 1800
    """Time without a request after which a ticket of Extended ECM is dead."""
    ecm_index_seconds: float = 0.0
    """How much later the search of Extended ECM learns of a change."""
    distinct_submits: bool = True
    """False: a repeated X-MRA-SubmitId answers with the first job, an assumption to test against."""
    notification_center: bool = False
    """Whether the tenant has the optional notification center (notifications.md 8)."""


_WORDS = {"date_notation": ("mixed", "plain", "offset", "zulu")}


def read_switches(db: Database) -> Switches:
    """Return the switches as they stand now."""
    return Switches(**(db.get("switches", "all") or {}))


def change_switches(db: Database, wanted: dict[str, Any]) -> Switches:
    """Change the named switches and keep the others; raises `SwitchError` and changes nothing."""
    current = read_switches(db)
    kinds = {switch.name: type(getattr(current, switch.name)) for switch in fields(Switches)}
    for name, value in wanted.items():
        if name not in kinds:
            raise SwitchError(f"unknown switch {name!r}; known are {', '.join(kinds)}")
        _check(name, value, kinds[name])
    changed = replace(current, **wanted)
    db.put("switches", "all", asdict(changed))
    return changed


def _check(name: str, value: object, kind: type) -> None:
    if name in _WORDS and value not in _WORDS[name]:
        raise SwitchError(f"{name} must be one of {', '.join(_WORDS[name])}")
    accepted = (int, float) if kind is float else (kind,)
    if not isinstance(value, accepted) or (isinstance(value, bool) and kind is not bool):
        raise SwitchError(f"{name} must be of type {kind.__name__}")
    if isinstance(value, int | float) and not 0 <= value <= 10_000_000:
        raise SwitchError(f"{name} must be from 0 to 10000000")
