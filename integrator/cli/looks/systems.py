"""
Looks at the OpenText systems. To add a system, add its entry to `SYSTEMS`.

What must be set up in a system is not listed here: the steps of the flows that are switched on declare it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from integrator.cli.looks.explaining import Place, explain
from integrator.cli.looks.look import Look, Seen
from integrator.cli.needed import names, needs_of
from integrator.cli.rule_book import read_rules
from integrator.clients.errors import Refused, RemoteError
from integrator.config_file import ConfigError
from integrator.context import Connections
from integrator.flow import Need

_GATEWAY = ("opentext_token_url", "opentext_client_id", "opentext_client_secret")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing that must be set up in a system."""

    is_there: Callable[[Connections, str], bool]
    mend: str
    """Sentence with `{name}`."""


@dataclass(frozen=True, slots=True)
class System:
    """One remote system: what leads to it, how to see that it lets us in, what may have to be set up there."""

    name: str
    """As in `Need.system`."""
    title: str
    settings: tuple[str, ...]
    """The first is its address; the credentials are among the others."""
    sign_in: Callable[[Connections], Iterator[str]]
    """Logs in and yields what that showed; raises `RemoteError`."""
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    instead: str = ""
    """A setting that, once it is set, makes the system unneeded."""


def look_at(system: System) -> Look:
    """Make a look of an entry."""
    return Look(
        system.title, lambda connections: _see(system, connections), f"Look at {_variable(system.settings[0])}."
    )


def _see(system: System, connections: Connections) -> Iterator[Seen]:
    needs = frozenset[Need]() if _is_replaced(system, connections) else _needs(connections)
    missing = [_variable(name) for name in system.settings if not _setting(connections, name)]
    if missing and _variable(system.settings[0]) in missing and all(need.system != system.name for need in needs):
        yield Seen(system.title, "good", "not set up, and no rule that is on needs it")
        return
    if missing:
        mend = "Set it in the environment of every process of the fleet, see docs/operating.md."
        yield Seen(system.title, "wrong", f"not set: {', '.join(missing)}", mend)
        return
    try:
        for told in system.sign_in(connections):
            yield Seen(system.title, "good", told)
        yield from _set_up(system, connections, needs)
    except RemoteError as error:
        yield Seen(system.title, "wrong", *explain(error, _place(system, connections, error)))


def _is_replaced(system: System, connections: Connections) -> bool:
    return bool(system.instead and _setting(connections, system.instead))


def _set_up(system: System, connections: Connections, needs: frozenset[Need]) -> Iterator[Seen]:
    for word, kind in system.kinds.items():
        for name in names(needs, system.name, word):
            if kind.is_there(connections, name):
                yield Seen(system.title, "good", f'{word} "{name}" is there')
            else:
                yield Seen(system.title, "wrong", f'{word} "{name}" is missing', kind.mend.format(name=name))


def _needs(connections: Connections) -> frozenset[Need]:
    """What all stores need together; nothing while the files cannot be read, which other looks tell."""
    try:
        rules = read_rules(connections.settings)
        return frozenset().union(*(needs_of(store, rules) for store in connections.stores.values()))
    except ConfigError:
        return frozenset()


def _place(system: System, connections: Connections, error: RemoteError) -> Place:
    if error.system == "tokens":
        return _place_of("the OpenText token issuer", connections, _GATEWAY)
    return _place_of(system.title, connections, system.settings)


def _place_of(title: str, connections: Connections, settings: Sequence[str]) -> Place:
    credentials = tuple(_variable(name) for name in settings if not name.endswith("_url"))
    return Place(title, _setting(connections, settings[0]), _variable(settings[0]), credentials)


def _setting(connections: Connections, name: str) -> str:
    value = getattr(connections.settings, name)
    return value if isinstance(value, str) else str(value.get_secret_value())


def _variable(name: str) -> str:
    return f"INTEGRATOR_{name.upper()}"


def _sign_in_to_ecm(connections: Connections) -> Iterator[str]:
    """Ask each external system for a workspace that does not exist."""
    stores = {store.ecm_external_system: store for store in connections.stores.values()}
    for name, store in sorted(stores.items()):
        connections.ecm(store).find_workspace("Order", "doctor")
        yield f"logged in; external system {name} is known"


def _sign_in_to_workflow(connections: Connections) -> Iterator[str]:
    """Ask for a process that does not exist."""
    connections.workflow.find_instance("doctor", "doctor")
    yield "logged in"


def _sign_in_to_notifications(connections: Connections) -> Iterator[str]:
    """Ask for a job that does not exist."""
    # Being told so is what we want to hear: the login was accepted.
    with suppress(Refused):
        connections.notifications.status("doctor")
    yield "logged in"


def _sign_in_to_center(connections: Connections) -> Iterator[str]:
    """Ask for a notification that does not exist."""
    if connections.notification_center:
        connections.notification_center.find("doctor", "doctor")
        yield "logged in"


def _sign_in_to_trading_grid(connections: Connections) -> Iterator[str]:
    """Ask both halves for what does not exist: a partner, a document."""
    connections.trading_grid.find_partner("doctor")
    connections.trading_grid.find_document("doctor")
    yield "logged in"


def _has_category(connections: Connections, name: str) -> bool:
    return connections.ecm(next(iter(connections.stores.values()))).find_category(name) is not None


def _has_workspace_type(connections: Connections, name: str) -> bool:
    return name in connections.ecm(next(iter(connections.stores.values()))).workspace_types()


SYSTEMS = (
    System(
        "ecm",
        "extended ecm",
        ("ecm_url", "ecm_username", "ecm_password"),
        _sign_in_to_ecm,
        {
            "category": Kind(
                _has_category,
                'Create the category "{name}" in the Categories volume with the attributes of '
                "docs/contracts/opentext/extended-ecm.md, section 16, or give our user the right to see it.",
            ),
            "workspace type": Kind(
                _has_workspace_type,
                'Create the workspace type "{name}" with a template, see docs/contracts/opentext/extended-ecm.md, '
                "section 16, or give our user the right to see it.",
            ),
        },
    ),
    System(
        "workflow",
        "workflow",
        ("workflow_url", "workflow_history_url", *_GATEWAY),
        _sign_in_to_workflow,
        {
            "process model": Kind(
                lambda connections, name: any(model.key == name for model in connections.workflow.models()),
                "Deploy it: integrator workflow deploy",
            )
        },
    ),
    System(
        "trading_grid",
        "trading grid",
        ("trading_grid_community_url", "trading_grid_documents_url", *_GATEWAY),
        _sign_in_to_trading_grid,
    ),
    System(
        "notifications",
        "notifications",
        ("notifications_url", *_GATEWAY),
        _sign_in_to_notifications,
        instead="notification_center_url",
    ),
    System("notification_center", "notif. center", ("notification_center_url", *_GATEWAY), _sign_in_to_center),
)
