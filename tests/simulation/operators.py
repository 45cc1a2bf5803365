"""What operators do once the trouble is over: put parked work back."""

from contextlib import suppress

from integrator.intake.replay import replay
from integrator.ledger import deliveries
from integrator.parked import code_of
from integrator.runner import operate
from tests.simulation.world import World

_REASON = "the trouble is over"
_OPERATION = operate.Operation("operator", _REASON)


def put_back(world: World) -> int:
    """Put back every parked run and replay every parked delivery; return how many there were."""
    here = world.connections
    runs = [run for run in world.found_runs() if run["state"] == "parked"]
    for run in runs:
        with suppress(operate.Refusal):
            if code_of(run["note"]) == "cancel_refused":
                # The order may have left meanwhile; then it is too late, which an earlier step finds out.
                world.wake(operate.redo(here, run["id"], _OPERATION, step="confirm"))
            else:
                world.wake(operate.requeue(here, run["id"], _OPERATION))
    unjudged = deliveries.search(world.ledger, state="parked")
    for row in unjudged:
        world.look([replay(here, row["id"], actor="operator", reason=_REASON, quiet=False)])
    return len(runs) + len(unjudged)
