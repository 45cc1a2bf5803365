"""What one worker process shares between its tasks."""

from datetime import UTC, datetime
from functools import cache, cached_property
from typing import Any

from integrator.context import Connections, connect
from integrator.dispatch import Dispatcher
from integrator.flow import flows, load_flows
from integrator.intake.stream import Stream
from integrator.rules import RuleBook, load_rules, signatures_of
from integrator.runner import Leases
from integrator.runner.leases import WORKER
from integrator.settings import Settings


class Fleet:
    """Built at first use, so that importing a task opens nothing."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.started_at = datetime.now(UTC)
        self.consumer: Any = None
        """Celery's consumer, in a worker."""
        load_flows(settings.flows_package)

    @cached_property
    def connections(self) -> Connections:
        return connect(self.settings)

    @cached_property
    def leases(self) -> Leases:
        return Leases(self.connections)

    @cached_property
    def dispatcher(self) -> Dispatcher:
        return Dispatcher(self.settings)

    @cached_property
    def rules(self) -> RuleBook:
        return load_rules(
            self.settings.config_dir / "rules.toml",
            flows=signatures_of(flows().values()),
            teams=self.connections.teams,
            stores=self.connections.stores,
        )

    @cached_property
    def wanted(self) -> frozenset[str]:
        """Topics that some rule listens to."""
        return self.rules.topics

    @cached_property
    def stream(self) -> Stream:
        return Stream(
            self.connections.redis,
            key_prefix=self.settings.key_prefix,
            consumer=WORKER,
            abandoned=self.settings.lease,
        )


@cache
def fleet() -> Fleet:
    return Fleet(Settings())
