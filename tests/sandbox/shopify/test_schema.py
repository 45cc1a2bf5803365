import runpy
from pathlib import Path

import pytest
from graphql import build_schema, parse, validate

from tests.sandbox.shopify.callers import SAMPLES

REPOSITORY = Path(__file__).parents[3]
WHOLE = SAMPLES / "schema" / "admin-2026-07.graphql"


def test_the_sandbox_has_exactly_what_the_documents_reach() -> None:
    outcome = runpy.run_path(str(REPOSITORY / ".ci" / "prune_shopify_schema.py"))["outcome"]()

    stale = [path.name for path, text in outcome.items() if path.read_text(encoding="utf-8") != text]

    assert [] == stale, "run python .ci/prune_shopify_schema.py"


@pytest.fixture(scope="module")
def whole() -> object:
    return build_schema(WHOLE.read_text(encoding="utf-8"), assume_valid=True)


def test_every_document_is_valid_on_the_whole_schema(whole: object) -> None:
    faults = {
        path.stem: validate(whole, parse(path.read_text(encoding="utf-8")))  # type: ignore[arg-type]
        for path in sorted((SAMPLES / "operations").glob("*.graphql"))
    }

    assert {} == {name: found for name, found in faults.items() if found}
    assert 100 == len(faults)
