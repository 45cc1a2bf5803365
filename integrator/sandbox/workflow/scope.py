"""What a model's expressions see of an instance: its variables, who acts, and `setVariable`."""

from typing import Any

from integrator.sandbox.workflow.errors import EngineError
from integrator.sandbox.workflow.variables import Variables, typed_variable

_OWNERS = frozenset({"execution", "task"})


class VariableScope:
    """The variables of one instance while `user` does something to it."""

    def __init__(self, variables: Variables, user: str) -> None:
        self._variables = variables
        self._user = user

    def value(self, name: str) -> Any:
        if name == "authenticatedUserId":
            return self._user
        if name not in self._variables:
            raise EngineError(500, f"Unknown property used in expression: {name}")
        return self._variables[name]["value"]

    def call(self, owner: str, method: str, arguments: list[Any]) -> Any:
        if owner not in _OWNERS or method != "setVariable" or len(arguments) != 2 or not isinstance(arguments[0], str):
            raise EngineError(500, f"Cannot find method {method} of {owner}")
        name, value = arguments
        self._variables[name] = typed_variable(value)
