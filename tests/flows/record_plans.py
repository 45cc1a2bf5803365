"""
Record plans as this release makes them: `python -m tests.flows.record_plans`.

Run it before each release and commit what is new below `tests/samples/plans/`. Each file is a run of a golden history
of the simulation at its end: its plan, parameters, the values of its steps, and its case. `test_recorded_plans.py` then
holds every later release to them: a run that began under any recorded plan must be able to go on. A file may be
deleted when no installation has an open run of that plan any more, which `integrator alarms list` tells as
`unknown_plan`.

A plan that is recorded already is left as it is, so recording twice changes nothing.
"""

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from integrator.flow import flows
from integrator.ledger import cases
from tests.simulation.stories import BY_MESSAGES, Story
from tests.simulation.world import World

FOLDER = Path(__file__).parents[1] / "samples" / "plans"


def record(folder: Path = FOLDER) -> list[str]:
    """Play every golden history, write what is not recorded yet, and return the names of the new files."""
    folder.mkdir(parents=True, exist_ok=True)
    new = []
    with tempfile.TemporaryDirectory() as ledger:
        world = World(Path(ledger))
        for story in BY_MESSAGES:
            story.begin(world)
            story.tell(world)
            for name, sample in _samples(world, story):
                path = folder / f"{name}.json"
                if not path.exists():
                    path.write_text(json.dumps(sample, indent=1, sort_keys=True) + "\n")
                    new.append(path.name)
        world.ledger.close()
    return new


def _samples(world: World, story: Story) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield name and content of a sample for each run of the world whose plan is today's."""
    for run in world.found_runs():
        with world.ledger.read() as connection:
            case = cases.get(connection, run["case_id"], generation=run["generation"])
        if run["flow_version"] == flows()[run["flow"]].plan.version:
            name = f"{run['flow']}@{run['flow_version']}.{story.name.replace(' ', '_')}.{run['generation']}"
            yield (
                name,
                {
                    "plan": run["plan"],
                    "params": run["params"],
                    "values": run["values"],
                    "order": {"store": run["store"], "id": run["subject"], "name": run["subject_name"]},
                    "case": case.model_dump(mode="json"),
                },
            )


if __name__ == "__main__":
    sys.stdout.write("".join(f"{name}\n" for name in record()) or "nothing new\n")
