"""Executable models: deployed versions of BPMN files, and the processes they come to (workflow.md 2.3)."""

import base64
import binascii
from typing import Any
from uuid import uuid4

from integrator.sandbox.database import Document
from integrator.sandbox.workflow.bpmn import read_model
from integrator.sandbox.workflow.errors import EngineError
from integrator.sandbox.workflow.process import Process
from integrator.sandbox.world import World

MODEL = "workflow.model"


def plant(world: World) -> None:
    """Have version 1 of every file in the models folder deployed, so that a fresh sandbox can be used at once."""
    folder = world.config.models_dir
    for file in sorted(folder.glob("*.bpmn")) if folder else []:
        if not models_of(world, file.stem):
            _add_version(world, file.read_text(encoding="utf-8"))


def deploy(world: World, body: dict[str, Any]) -> Document:
    """
    Store a model as the next version of its process id; running instances stay on theirs.

    XML content is base64 [inferred]. JSON content exists [documented], but the sandbox cannot run it. Raises
    `EngineError` 400, also for what is no process or none that could run.
    """
    if body.keys() != {"modelId", "modelType", "modelContent"}:
        raise EngineError(400, "modelId, modelType and modelContent are required")
    if not isinstance(body["modelId"], str) or not body["modelId"]:
        raise EngineError(400, "modelId must be a text")
    content = _decoded(body["modelType"], body["modelContent"])
    with world.db.transaction():
        model = _add_version(world, content)
        world.effects.record("workflow", "model_deployed", key=model["id"], subject=model["key"])
    return model


def undeploy(world: World, key: str) -> bool:
    """Take all versions of a model away; False when there is none."""
    versions = models_of(world, key)
    for version in versions:
        world.db.delete(MODEL, version["id"])
    return bool(versions)


def models_of(world: World, key: str | None = None) -> list[Document]:
    """Return all versions, oldest first, of one key or of all."""
    return world.db.all(MODEL) if key is None else world.db.find(MODEL, "key", key)


def get_model(world: World, model_id: str) -> Document:
    """Return one version; raises `EngineError` 404."""
    model = world.db.get(MODEL, model_id)
    if model is None:
        raise EngineError(404, f"Could not find a model with id '{model_id}'.")
    return model


def process_of(world: World, definition_id: str) -> Process:
    """Return what a deployed version comes to; `definition_id` is that of an instance."""
    return read_model(get_model(world, definition_id)["content"])


def model_to_start(world: World, *, key: str | None, model_id: str | None) -> Document:
    """Return the latest version of `key`, else the model of that id; raises `EngineError` 400."""
    if key:
        versions = models_of(world, key)
        if versions:
            return versions[-1]
        raise EngineError(400, f"No process definition found for key '{key}'")
    model = world.db.get(MODEL, model_id or "")
    if model is None:
        raise EngineError(400, f"Cannot find process definition with id {model_id}")
    return model


def _add_version(world: World, content: str) -> Document:
    process = read_model(content)
    version = len(models_of(world, process.key)) + 1
    model: Document = {
        "id": f"{process.key}:{version}:{uuid4()}",
        "key": process.key,
        "name": process.name,
        "version": version,
        "content": content,
    }
    world.db.put(MODEL, model["id"], model)
    return model


def _decoded(kind: object, content: object) -> str:
    if kind == "json":
        raise EngineError(400, "JSON models are not part of the sandbox")
    if kind != "xml" or not isinstance(content, str):
        raise EngineError(400, "modelType must be xml or json, and modelContent its text")
    try:
        return base64.b64decode(content, validate=True).decode()
    except (binascii.Error, ValueError) as error:
        raise EngineError(400, "modelContent is not encoded") from error
