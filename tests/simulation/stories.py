"""The golden histories: one for each way through each flow, alone and all together."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from tests.simulation.store import SimOrder
from tests.simulation.world import NeverQuiet, World

_RISKY = {"total": "12400.55", "risk": "HIGH", "wholesale": True}
_PLAIN = {"total": "40.05", "risk": "LOW", "wholesale": False}


@dataclass(frozen=True)
class Story:
    """`tell` plays it once; `only` names the flows that the rules start, empty for all."""

    name: str
    only: tuple[str, ...]
    tell: Callable[[World], None]
    word: str = ""
    is_in_one_go: bool = False
    """Whether workers go on with the next step at once, or a message carries each."""

    def begin(self, world: World) -> None:
        """Make the world ready for it."""
        world.forget(only=self.only, goes_on=lambda: self.is_in_one_go)


def _placed(world: World, *, kind: str, word: str = "", parts: int = 1) -> SimOrder:
    order = world.store.place(**(_RISKY if kind == "review" else _PLAIN), parts=parts)  # type: ignore[arg-type]
    world.intents.append({"order": order.gid, "kind": kind, "word": word, "merchant": ""})
    return order


def _record(world: World) -> None:
    order = _placed(world, kind="plain")
    world.deliver(order, "orders/create")
    world.settle()


def _reviewed(word: str, *, kind: str = "", parts: int = 1) -> Callable[[World], None]:
    def tell(world: World) -> None:
        order = _placed(world, kind="review", word=word, parts=parts)
        # Without all flows not every effect of a review is meant.
        world.intents[-1]["kind"] = kind
        world.deliver(order, "orders/create")
        world.settle()
        answered(world, order, word)

    return tell


def answered(world: World, order: SimOrder, word: str) -> None:
    """Answer in Workflow Service, or in the console where the story has no flow that asks there."""
    if not world.decide(order, word):
        is_parked = any(state == "parked" for _, state, _, _ in world.states())
        if world.asks and world.has_open_review(order) and not is_parked:
            raise NeverQuiet("a case is open, and its reviewers were not asked")
        world.decide_in_console(order, word)
    world.settle()


def _make_risky(order: SimOrder) -> None:
    order.risk = "HIGH"
    order.total += 12000


def _corrected(world: World) -> None:
    order = _placed(world, kind="", word="release")
    _make_risky(order)
    world.deliver(order, "orders/create")
    world.settle()
    answered(world, order, "correct")
    answered(world, order, "request_info")
    answered(world, order, "release")


def _changed(world: World) -> None:
    """The order changes between question and answer, so the question is put anew."""
    order = _placed(world, kind="", word="release")
    _make_risky(order)
    world.deliver(order, "orders/create")
    world.settle()
    order.total += 700
    world.store.touch(order)
    world.decide(order, "release")
    world.settle()
    world.deliver(order, "orders/updated")
    world.settle()
    answered(world, order, "release")


def _reminded(world: World) -> None:
    """Nobody answers until every deadline has passed."""
    order = _placed(world, kind="", word="cancel")
    _make_risky(order)
    world.deliver(order, "orders/create")
    world.settle()
    for _ in range(4):
        world.clock.at += timedelta(days=3)
        world.settle(waits=True)
    world.decide_in_console(order, "cancel")
    world.settle()


BY_MESSAGES = (
    Story("E1 record", ("ecm.order_record",), _record),
    Story("W1 released", ("workflow.order_review",), _reviewed("release", parts=2), "release"),
    Story("W1 cancelled", ("workflow.order_review",), _reviewed("cancel"), "cancel"),
    Story("W1 corrected", ("workflow.order_review",), _corrected, "release"),
    Story("W1 changed", ("workflow.order_review",), _changed, "release"),
    Story("E4 released", ("ecm.exception_case",), _reviewed("release"), "release"),
    Story("E4 cancelled", ("ecm.exception_case",), _reviewed("cancel"), "cancel"),
    Story("N1 alert", ("notifications.order_alert",), _reviewed("release"), "release"),
    Story("N5 approval", ("notifications.approval_request", "notifications.order_alert"), _reminded, "cancel"),
    Story("all released", (), _reviewed("release", kind="review"), "release"),
    Story("all cancelled", (), _reviewed("cancel", kind="review"), "cancel"),
)

STORIES = (*BY_MESSAGES, *(replace(one, name=f"{one.name} in one go", is_in_one_go=True) for one in BY_MESSAGES))
