"""What the OpenText client tests put in place of a token issuer and of an answer from the wire."""

import json
from typing import Any

from integrator.clients.answers import Answer


class CountingTokens:
    """Hands out `token-1`, and the next number after each discard."""

    def __init__(self) -> None:
        self.number = 1

    def token(self) -> str:
        return f"token-{self.number}"

    def discard(self, token: str) -> None:
        assert token == self.token()
        self.number += 1


def answer(document: Any, *, status: int = 200, is_read: bool = True) -> Answer:
    """An answer whose body is `document` as JSON, or as it is when it is bytes already."""
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    return Answer(status=status, headers={}, body=body, system="test", operation="do", is_read=is_read)
