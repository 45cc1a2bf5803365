"""What operators do after a bad day: put back what was parked, once its cause is gone."""

from contextlib import suppress

from integrator.context import Connections
from integrator.intake.replay import CannotReplay, replay
from integrator.ledger import deliveries, runs
from integrator.runner import operate
from integrator.settings import Settings
from tests.chaos.machine import Machine

_REASON = "the trouble is over"


def put_back(machine: Machine) -> int:
    """Requeue every parked run and replay every parked delivery; return how many there were."""
    settings = Settings(data_dir=machine.folder, config_dir=machine.folder / "config", database_url=machine.ledger_url)
    connections = Connections(settings)
    parked = runs.search(machine.ledger, state="parked", limit=10_000)
    for run in parked:
        with suppress(operate.Refusal):
            operate.requeue(connections, run["id"], operate.Operation("operator", _REASON))
    unjudged = [row for row in deliveries.search(machine.ledger, limit=100_000) if row["state"] == "parked"]
    for row in unjudged:
        with suppress(CannotReplay):
            replay(connections, row["id"], actor="operator", reason=_REASON, quiet=False)
    connections.close()
    return len(parked) + len(unjudged)
