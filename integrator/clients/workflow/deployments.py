"""
Deployed models: which there are, what was written into them, and deploying another version.

Source: contracts/opentext/workflow, section 2.3.
"""

import base64
from typing import Any

from integrator.clients.answers import Request
from integrator.clients.shapes import read_shape
from integrator.clients.workflow.connection import Connection, path_id
from integrator.clients.workflow.models import DeployedModel

_MODELS = "/runtime/models"


class Deployments:
    """The executable models of one client."""

    def __init__(self, runtime: Connection) -> None:
        self._runtime = runtime

    def models(self) -> list[DeployedModel]:
        """
        List the latest version of every model, by key.

        Repeating is harmless, it only reads.

        Source: contracts/opentext/workflow, section 2.3. [seen in code]
        """
        found: dict[str, DeployedModel] = {}
        for model in self._runtime.rows_of("models", _MODELS, {"latestVersion": "true"}, _read_model):
            if model.key not in found or found[model.key].version < model.version:
                found[model.key] = model
        return [found[key] for key in sorted(found)]

    def documentation_of(self, model_id: str) -> str:
        """
        Return what is written about a deployed process in its model; empty when nothing is.

        Repeating is harmless, it only reads.

        Raises:
            NotThere: no such model.

        Source: contracts/opentext/workflow, section 2.3. [seen in code; that an XML model shows it, too: inferred]
        """
        request = Request("GET", f"{_MODELS}/{path_id(model_id)}", params={"modelType": "json"})
        return read_shape(self._runtime.send("documentation_of", request), _read_documentation)

    def deploy(self, key: str, xml: str) -> DeployedModel:
        """
        Deploy a BPMN file as the next version of its process; running instances stay on theirs.

        Not idempotent by itself, every deployment is a version of its own: look at `models` and
        `documentation_of` before, also after an ambiguous error.

        Args:
            key: id of the process in `xml`.
            xml: the file's text.

        Raises:
            Refused: the service cannot run it.
            Unreachable: with `ambiguous` it may have been deployed.

        Source: contracts/opentext/workflow, section 2.3. [documented; base64: inferred]
        """
        content = base64.b64encode(xml.encode()).decode()
        body = {"modelId": key, "modelType": "xml", "modelContent": content}
        return read_shape(self._runtime.send("deploy", Request("POST", _MODELS, json=body)), _read_model)


def _read_model(row: dict[str, Any]) -> DeployedModel:
    return DeployedModel(id=row["id"], key=row["key"], name=row.get("name") or "", version=row.get("version") or 0)


def _read_documentation(document: dict[str, Any]) -> str:
    properties = document["modelContent"].get("properties") or {}
    return str(properties.get("documentation") or "")
