"""The client of the Workflow Service."""

from integrator.clients.workflow.client import Workflow
from integrator.clients.workflow.connection import NotThere
from integrator.clients.workflow.dates import parse_date
from integrator.clients.workflow.models import ConnectorTask, Instance
from integrator.clients.workflow.variables import VariableError

__all__ = ["ConnectorTask", "Instance", "NotThere", "VariableError", "Workflow", "parse_date"]
