"""Every GraphQL document we send fits Shopify's own schema and uses nothing that is going away."""

from pathlib import Path

import pytest
from graphql import GraphQLSchema, NoDeprecatedCustomRule, build_schema, parse, specified_rules, validate

from integrator.clients.shopify import documents
from integrator.clients.shopify.documents import Document

FOLDER = Path(documents.__file__).parent
SCHEMA = Path(__file__).parents[2] / "tests/samples/shopify/schema/admin-2026-07.graphql"
ALL = [value for value in vars(documents).values() if isinstance(value, Document)]


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return build_schema(SCHEMA.read_text(encoding="utf-8"), assume_valid=True)


@pytest.mark.parametrize("document", ALL, ids=lambda document: document.operation)
def test_it_fits_the_schema_and_nothing_in_it_is_deprecated(schema: GraphQLSchema, document: Document) -> None:
    assert [] == validate(schema, parse(document.text), [*specified_rules, NoDeprecatedCustomRule])


def test_every_file_is_one_operation_that_is_loaded_once() -> None:
    files = {path.read_text(encoding="utf-8") for path in FOLDER.glob("*.graphql")}

    assert files == {document.text for document in ALL}
    assert len(ALL) == len(files) == len({document.operation for document in ALL})
    assert all(1 == len(parse(document.text).definitions) for document in ALL)


def test_queries_are_known_to_be_harmless_and_mutations_are_not() -> None:
    assert documents.ORDER_CORE.is_read
    assert not documents.ORDER_CANCEL.is_read
    assert "OrderCancel" == documents.ORDER_CANCEL.operation
