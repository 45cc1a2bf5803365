"""What the connector changed: the effect ledger, whole or about one order."""

import json
import re
from typing import Any

from integrator.sandbox.world import World

Effect = dict[str, Any]


def latest(world: World, count: int, *, system: str = "") -> list[Effect]:
    """Return the last effects, newest first, of one system or of all."""
    found = [effect for effect in world.effects.all() if system in {"", effect["system"]}]
    return found[: -count - 1 : -1]


def about(world: World, number: int) -> list[Effect]:
    """Return the effects about one order, oldest first: every system refers to it by its number."""
    mention = re.compile(rf"(?<!\d){number}(?!\d)")
    return [effect for effect in world.effects.all() if mention.search(_references(effect))]


def of_process(world: World, instance_id: str) -> list[Effect]:
    """Return the effects about one process instance, oldest first."""
    return [
        effect
        for effect in world.effects.all()
        if effect["system"] == "workflow" and effect["detail"].get("instance") == instance_id
    ]


def _references(effect: Effect) -> str:
    return json.dumps([effect["key"], effect["subject"], effect["detail"]])
