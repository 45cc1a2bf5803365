"""The client of the Workflow Service."""

from integrator.clients.workflow.client import Workflow
from integrator.clients.workflow.connection import NotThere
from integrator.clients.workflow.dates import parse_date
from integrator.clients.workflow.history import window_of
from integrator.clients.workflow.models import ConnectorTask, DeployedModel, HistoricInstance, Instance, PeopleTask
from integrator.clients.workflow.outcomes import FieldMap, Outcome, outcome_of
from integrator.clients.workflow.variables import VariableError

__all__ = [
    "ConnectorTask",
    "DeployedModel",
    "FieldMap",
    "HistoricInstance",
    "Instance",
    "NotThere",
    "Outcome",
    "PeopleTask",
    "VariableError",
    "Workflow",
    "outcome_of",
    "parse_date",
    "window_of",
]
