"""
The expressions of models: a part of the engine's language, read when a model is deployed (workflow.md 8.1).

Known are texts, numbers, `true`, `false`, `null`, names of variables, `==`, `!=`, `!`, `&&`, `||`, parentheses, and
calls such as `execution.setVariable('name', value)`. [Flowable: JUEL]
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

_TOKEN = re.compile(
    r"\s*(?:(?P<text>'[^'\\]*'|\"[^\"\\]*\")|(?P<number>\d+(?:\.\d+)?)|(?P<name>[A-Za-z_]\w*)"
    r"|(?P<sign>&&|\|\||==|!=|[!().,]))"
)
_WORDS = {"true": True, "false": False, "null": None}


class ExpressionError(ValueError):
    """The expression is none, or beyond what the sandbox understands."""


class Scope(Protocol):
    """What an expression sees while it is evaluated."""

    def value(self, name: str) -> Any:
        """Return the value of a variable; raises `EngineError` when there is none of that name."""

    def call(self, owner: str, method: str, arguments: list[Any]) -> Any:
        """Perform `owner.method(arguments)`."""


Expression = Callable[[Scope], Any]


def read_expression(text: str) -> Expression:
    """Compile `${...}`; any other text stands for itself. Raises `ExpressionError`."""
    text = text.strip()
    if not text.startswith("${"):
        return lambda _scope: text
    if not text.endswith("}"):
        raise ExpressionError(f"no end of {text!r}")
    reader = _Reader(_tokens(text[2:-1]))
    found = reader.either()
    if reader.peek():
        raise ExpressionError(f"not understood from {reader.peek()!r} on: {text!r}")
    return found


@dataclass
class _Reader:
    """Reads tokens from left to right, one method for each strength of binding."""

    tokens: list[str]

    def peek(self) -> str:
        return self.tokens[0] if self.tokens else ""

    def either(self) -> Expression:
        left = self.both()
        while self._found("||"):
            left = _or(left, self.both())
        return left

    def both(self) -> Expression:
        left = self.equal()
        while self._found("&&"):
            left = _and(left, self.equal())
        return left

    def equal(self) -> Expression:
        left = self.single()
        if self._found("=="):
            return _equal(left, self.single(), wanted=True)
        if self._found("!="):
            return _equal(left, self.single(), wanted=False)
        return left

    def single(self) -> Expression:
        if self._found("!"):
            operand = self.single()
            return lambda scope: not operand(scope)
        if self._found("("):
            inner = self.either()
            self._need(")")
            return inner
        return self._operand(self._next())

    def _operand(self, token: str) -> Expression:
        if token[0] in "'\"":
            return _constant(token[1:-1])
        if token[0].isdigit():
            return _constant(float(token) if "." in token else int(token))
        if not token.isidentifier():
            raise ExpressionError(f"{token!r} stands where a value is expected")
        if token in _WORDS:
            return _constant(_WORDS[token])
        return self._call(token) if self._found(".") else lambda scope: scope.value(token)

    def _call(self, owner: str) -> Expression:
        method = self._next()
        self._need("(")
        arguments: list[Expression] = []
        while not self._found(")"):
            arguments.append(self.either())
            if self.peek() != ")":
                self._need(",")
        return lambda scope: scope.call(owner, method, [argument(scope) for argument in arguments])

    def _next(self) -> str:
        if not self.tokens:
            raise ExpressionError("an expression ends too early")
        return self.tokens.pop(0)

    def _found(self, token: str) -> bool:
        if self.peek() != token:
            return False
        self.tokens.pop(0)
        return True

    def _need(self, token: str) -> None:
        if not self._found(token):
            raise ExpressionError(f"{token!r} is missing before {self.peek()!r}")


def _tokens(text: str) -> list[str]:
    tokens, place = [], 0
    while text[place:].strip():
        match = _TOKEN.match(text, place)
        if not match:
            raise ExpressionError(f"not understood: {text[place:]!r}")
        tokens.append(match[0].strip())
        place = match.end()
    return tokens


def _constant(value: object) -> Expression:
    return lambda _scope: value


def _or(left: Expression, right: Expression) -> Expression:
    return lambda scope: left(scope) or right(scope)


def _and(left: Expression, right: Expression) -> Expression:
    return lambda scope: left(scope) and right(scope)


def _equal(left: Expression, right: Expression, *, wanted: bool) -> Expression:
    return lambda scope: (left(scope) == right(scope)) is wanted
