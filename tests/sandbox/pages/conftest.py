"""The pages of the one real sandbox server, reset before each test."""

import pytest

from tests.sandbox.callers import SandboxClient
from tests.sandbox.pages.visitor import Visitor


@pytest.fixture
def visitor(sandbox: SandboxClient) -> Visitor:
    """A person who looks at a sandbox in its first moment."""
    return Visitor(sandbox.url)
