"""Lua scripts on Redis: several of them in one round trip, loaded when the server does not know them yet."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from redis import Redis
from redis.exceptions import NoScriptError, RedisError


@dataclass(frozen=True, slots=True)
class Script:
    """One Lua file beside this module."""

    source: str
    sha: str = field(init=False)

    def __post_init__(self) -> None:
        # Redis names scripts by SHA-1; nothing is protected by it.
        object.__setattr__(self, "sha", hashlib.sha1(self.source.encode(), usedforsecurity=False).hexdigest())

    @classmethod
    def load(cls, name: str) -> "Script":
        return cls((files("integrator.clients") / name).read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class ScriptCall:
    """One script with its key and arguments."""

    script: Script
    key: str
    arguments: tuple[str | int | float, ...]


def run(redis: Redis, calls: Sequence[ScriptCall]) -> list[Any]:
    """Run `calls` in order, in one round trip, and give their answers; raises `RedisError`."""
    answers = _run(redis, calls)
    unknown = [index for index, answer in enumerate(answers) if isinstance(answer, NoScriptError)]
    if unknown:
        # Only these are run again: the others have had their effect.
        for index in unknown:
            redis.script_load(calls[index].script.source)
        for index, answer in zip(unknown, _run(redis, [calls[index] for index in unknown]), strict=True):
            answers[index] = answer
    for answer in answers:
        if isinstance(answer, RedisError):
            raise answer
    return answers


def _run(redis: Redis, calls: Sequence[ScriptCall]) -> list[Any]:
    with redis.pipeline(transaction=False) as pipeline:
        for call in calls:
            pipeline.evalsha(call.script.sha, 1, call.key, *call.arguments)
        return pipeline.execute(raise_on_error=False)
