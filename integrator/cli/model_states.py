"""How the shipped BPMN models stand in Workflow Service, and bringing one up to date."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from integrator.clients.errors import Refused, RemoteError
from integrator.clients.workflow import DeployedModel, Workflow
from integrator.models import Model, mark_of

State = Literal["missing", "current", "outdated", "unknown"]
"""`unknown`: somebody else deployed it, or the service does not show what is written in its models."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One shipped model and its latest deployed version."""

    model: Model
    state: State
    deployed: DeployedModel | None = None


@dataclass(frozen=True, slots=True)
class Deployment:
    """What became of one model: `deployed`, `unchanged`, `refused` by the service, or `failed` for now."""

    key: str
    result: Literal["deployed", "unchanged", "refused", "failed"]
    version: int = 0
    note: str = ""


def standings(workflow: Workflow, shipped: Sequence[Model]) -> list[Standing]:
    """Compare each model with what is deployed under its key, by the content hash in its documentation."""
    deployed = {one.key: one for one in workflow.models()}
    return [_standing(workflow, model, deployed.get(model.key)) for model in shipped]


def bring_up_to_date(workflow: Workflow, standing: Standing) -> Deployment:
    """Deploy a model that is not deployed as it is; repeating it changes nothing."""
    model = standing.model
    if standing.state == "current" and standing.deployed:
        return Deployment(model.key, "unchanged", standing.deployed.version)
    try:
        deployed = workflow.deploy(model.key, model.marked)
    except Refused as error:
        return Deployment(model.key, "refused", note=str(error))
    except RemoteError as error:
        return Deployment(model.key, "failed", note=f"{error}; try again, what was deployed is seen then")
    return Deployment(model.key, "deployed", deployed.version, _doubt(workflow, model, deployed))


def _doubt(workflow: Workflow, model: Model, deployed: DeployedModel) -> str:
    """What to know about a fresh deployment: whether the next look will see that it is ours."""
    try:
        if mark_of(workflow.documentation_of(deployed.id)) == model.content_hash:
            return ""
    except RemoteError as error:
        return f"not read back: {error}"
    return "the service does not show the content hash, so the next deploy will repeat this"


def _standing(workflow: Workflow, model: Model, deployed: DeployedModel | None) -> Standing:
    if deployed is None:
        return Standing(model, "missing")
    mark = mark_of(workflow.documentation_of(deployed.id))
    if not mark:
        return Standing(model, "unknown", deployed)
    return Standing(model, "current" if mark == model.content_hash else "outdated", deployed)
