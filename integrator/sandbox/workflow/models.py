"""Executable models: the versions of each definition (workflow.md 2.3)."""

import base64
import binascii
import re
from typing import Any
from uuid import uuid4

from integrator.sandbox.database import Document
from integrator.sandbox.workflow.definitions import DEFINITIONS
from integrator.sandbox.workflow.errors import EngineError
from integrator.sandbox.world import World

MODEL = "workflow.model"
_PROCESS_ID = re.compile(r"<(?:\w+:)?process\b[^>]*?\bid\s*=\s*[\"']([^\"']+)[\"']")


def plant(world: World) -> None:
    """Have version 1 of every definition deployed, so that a fresh sandbox can be used at once."""
    for key in DEFINITIONS:
        if not world.db.find(MODEL, "key", key):
            _add_version(world, key, content="")


def deploy(world: World, body: dict[str, Any]) -> Document:
    """
    Store a model as the next version of its process id; running instances stay on theirs.

    XML content is base64 [inferred], JSON content plain [documented]. Raises `EngineError` 400, also for a
    process id that the sandbox has no behavior for.
    """
    if body.keys() != {"modelId", "modelType", "modelContent"}:
        raise EngineError(400, "modelId, modelType and modelContent are required")
    key = _process_id(body["modelType"], body["modelContent"])
    if key not in DEFINITIONS:
        raise EngineError(400, f"Process {key!r} has no behavior in the sandbox")
    with world.db.transaction():
        model = _add_version(world, key, content=body["modelContent"])
        world.effects.record("workflow", "model_deployed", key=model["id"], subject=key)
    return model


def models_of(world: World, key: str | None = None) -> list[Document]:
    """Return all versions, oldest first, of one key or of all."""
    return world.db.all(MODEL) if key is None else world.db.find(MODEL, "key", key)


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


def _add_version(world: World, key: str, *, content: object) -> Document:
    version = len(models_of(world, key)) + 1
    model: Document = {
        "id": f"{key}:{version}:{uuid4()}",
        "key": key,
        "name": DEFINITIONS[key].name,
        "version": version,
        "content": content,
    }
    world.db.put(MODEL, model["id"], model)
    return model


def _process_id(kind: object, content: object) -> str:
    if kind == "json" and isinstance(content, dict):
        properties = content.get("properties")
        process_id = properties.get("process_id") if isinstance(properties, dict) else None
        if isinstance(process_id, str):
            return process_id
    elif kind == "xml" and isinstance(content, str):
        try:
            found = _PROCESS_ID.search(base64.b64decode(content, validate=True).decode())
        except (binascii.Error, UnicodeDecodeError) as error:
            raise EngineError(400, "modelContent is not encoded") from error
        if found:
            return found[1]
    raise EngineError(400, "modelContent has no process id")
