"""What came of the backlog, compared with what was accepted: deliveries, runs, effects, and the order of judgments."""

from collections import Counter
from collections.abc import Iterable, Sequence

from sqlalchemy import func, select

from integrator.ledger.tables import deliveries, runs
from tests.bench.backlog.flows.two_flows import STEPS
from tests.bench.backlog.judgments import Judgments, overtaken
from tests.bench.backlog.orders import Shop
from tests.bench.fleets import BenchFleet

_ENDS = ("handled", "ignored", "parked")


def what_is_wrong(here: BenchFleet, shop: Shop, accepted: Sequence[str], effects: Sequence[str]) -> list[str]:
    """Say what was lost or happened twice: deliveries, runs and the steps' own lines are counted."""
    with here.ledger.read() as connection:
        known = dict(connection.execute(select(deliveries.c.webhook_id, deliveries.c.state)).tuples().all())
        unfinished = connection.execute(select(func.count()).where(runs.c.state.not_in(("done", "waiting")))).scalar()
    gids = {number: f"gid://shopify/Order/{number}" for number in shop.numbers}
    expected = [f"{gids[number]} {step}" for number in gids for flow in shop.flows_of(number) for step in STEPS[flow]]
    counts = Counter(effects)
    lost = [webhook_id for webhook_id in accepted if known.get(webhook_id) not in _ENDS]
    return [
        *_some("LOST deliveries", lost),
        *_some("parked deliveries", [one for one, state in known.items() if state == "parked"]),
        *_some("LOST effects", [one for one in expected if not counts[one]]),
        *_some("DOUBLED effects", [one for one, count in counts.items() if count > 1]),
        *_some("effects without a cause", counts.keys() - set(expected)),
        *([f"{unfinished} runs neither done nor waiting"] if unfinished else []),
    ]


def order_of(judgments: Judgments, accepted: int) -> list[str]:
    """Say which orders' events were judged out of order, or not at all."""
    noted = sum(map(len, judgments.values()))
    told = [] if noted == accepted else [f"{noted} judgments of {accepted} events"]
    return [*told, *_some("OUT OF ORDER subjects", overtaken(judgments)[1])]


def _some(title: str, which: Iterable[str]) -> list[str]:
    found = sorted(which)
    return [f"{title}: {len(found)}, such as {found[0]}"] if found else []
