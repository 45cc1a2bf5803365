"""Defects between delivery and run."""

from typing import Any

from sqlalchemy import delete, select

from integrator.ledger.tables import deliveries, events
from tests.mutation.defects.defect import Defect, always


def _acknowledge_first(right: Any) -> Any:
    def drain(connections: Any, stream: Any, **more: Any) -> Any:
        class Early:
            """Takes entries off the stream before their commit."""

            def take(self, most: int) -> Any:
                entries = stream.take(most)
                stream.done([entry_id for entry_id, _ in entries])
                return entries

            def done(self, _ids: Any) -> None:
                return None

            def give_back(self, _ids: Any) -> None:
                return None

        return right(connections, Early(), **more)

    return drain


def _settle_first(right: Any) -> Any:
    def ask(connections: Any, rules: Any, order: Any, claimed: Any) -> Any:
        with connections.ledger.write() as connection:
            for event in claimed:
                connection.execute(
                    events.update().where(events.c.id == event.id).values(state="done", due_at=None, lease_until=None)
                )
        return right(connections, rules, order, claimed)

    return ask


def _by_event(right: Any) -> Any:
    def insert(connection: Any, delivery: Any) -> Any:
        same = select(deliveries.c.id).where(deliveries.c.topic == delivery.topic)
        if connection.execute(same.limit(1)).first() is not None:
            return None
        return right(connection, delivery)

    return insert


def _forgotten(right: Any) -> Any:
    def add(ledger: Any, connection: Any, new: Any) -> Any:
        event_id = right(ledger, connection, new)
        connection.execute(delete(events).where(events.c.id == event_id))
        return event_id

    return add


INTAKE = (
    Defect(
        "acknowledge before commit",
        "a death between the two loses deliveries",
        {"integrator.intake.drain.drain": _acknowledge_first, "tests.simulation.world.drain": _acknowledge_first},
    ),
    Defect(
        "settle before cases",
        "a death between the two loses what the event meant",
        {"integrator.intake.judge.ask": _settle_first},
    ),
    Defect(
        "dedupe too much",
        "other deliveries of a topic pass for repeats",
        {"integrator.ledger.deliveries.insert": _by_event},
    ),
    Defect("event not kept", "a delivery is stored and never judged", {"integrator.ledger.events.add": _forgotten}),
    Defect("subjects not woken", "a lost look stays lost", {"integrator.ledger.events.overdue": always([])}),
)
