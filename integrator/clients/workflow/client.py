"""
Workflow Service: process instances, tasks, history and models.

Each keeps to its own file; this one puts them together.

Source: contracts/opentext/workflow.
"""

from integrator.clients.auth import Tokens
from integrator.clients.http import Http
from integrator.clients.workflow.connection import Connection
from integrator.clients.workflow.deployments import Deployments
from integrator.clients.workflow.history import History
from integrator.clients.workflow.instances import Instances
from integrator.clients.workflow.people import People
from integrator.clients.workflow.tasks import Tasks


class Workflow:
    """
    The service as one tenant's client sees it; may be shared by threads.

    Every operation may also raise each of the six errors of `integrator.clients.errors`.

    Args:
        url: base of the action service, such as `https://{region}.api.opentext.com/workflow/v1`.
        history_url: base of the history service, such as `https://{region}.api.opentext.com/workflow-history/v1`.
        tokens: of the gateway issuer.
        http: the way to both services.
        claim_as: e-mail of the service user that claims tasks. Empty: tasks are completed without a claim.
    """

    def __init__(self, url: str, history_url: str, *, tokens: Tokens, http: Http, claim_as: str = "") -> None:
        runtime = Connection(url, tokens=tokens, http=http)
        history = Connection(history_url, tokens=tokens, http=http)
        instances = Instances(runtime, history)
        tasks = Tasks(runtime, instances, claim_as=claim_as)
        people = People(runtime)
        past = History(history)
        deployments = Deployments(runtime)

        self.find_instance = instances.find_instance
        self.start = instances.start
        self.withdraw = instances.withdraw
        self.set_variables = instances.set_variables
        self.comment = instances.comment
        self.cancel = instances.cancel
        self.connector_tasks = tasks.connector_tasks
        self.find_connector_task = tasks.find_connector_task
        self.claim = tasks.claim
        self.complete = tasks.complete
        self.people_tasks = people.people_tasks
        self.change_task = people.change_task
        self.resume = people.resume
        self.find_historic = past.find_historic
        self.ended_between = past.ended_between
        self.models = deployments.models
        self.documentation_of = deployments.documentation_of
        self.deploy = deployments.deploy
