"""A look at the process models that ship: whether what is deployed is what ships."""

from collections.abc import Iterator

from integrator.cli.looks.look import Look, Seen
from integrator.cli.model_states import standings
from integrator.clients.errors import RemoteError
from integrator.context import Connections
from integrator.models import load_models


def _see(connections: Connections) -> Iterator[Seen]:
    if not connections.settings.workflow_url:
        return
    try:
        found_there = standings(connections.workflow, load_models())
    except RemoteError:
        return  # The look at the workflow system itself tells it.
    for standing in found_there:
        if standing.state in {"missing", "outdated"}:
            found = f"the model {standing.model.key} is {standing.state}"
            yield Seen("models", "warning", found, "Deploy it: integrator workflow deploy")


MODELS = Look("models", _see, "Look at INTEGRATOR_WORKFLOW_URL.")
