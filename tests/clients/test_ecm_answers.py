from typing import Any

import pytest

from integrator.clients.ecm.answers import read_categories, read_category_values, results_of
from integrator.clients.ecm.connection import form
from integrator.clients.ecm.models import Category
from integrator.clients.ecm.names import NameFormatError, node_name, path_part
from integrator.clients.ecm.uploads import stamp_in, stamped
from integrator.clients.errors import Garbled
from integrator.clients.shapes import read_shape
from tests.clients.stand_ins import answer

HASH = "a1" * 32

CATEGORIES = {
    "results": [
        {
            "data": {"categories": {"9830_2": "1001", "9830_3": None, "9830_4_1_2": "in a set"}},
            "metadata": {
                "categories": {
                    "9830": {"name": "Shopify Order", "persona": "category"},
                    "9830_2": {"name": "Order Number", "persona": "categoryattribute"},
                    "9830_3": {"name": "Order ID", "persona": "categoryattribute"},
                    "9830_4": {"name": "Lines", "persona": "set"},
                    "9830_4_x_2": {"name": "SKU", "persona": "categoryattribute"},
                }
            },
        }
    ]
}


@pytest.mark.parametrize("results", [{"id": 1}, [{"id": 1}]])
def test_one_result_reads_the_same_as_object_and_as_array(results: Any) -> None:
    assert [{"id": 1}] == results_of({"results": results})


@pytest.mark.parametrize("results", [{}, []])
def test_no_result_reads_the_same_as_object_and_as_array(results: Any) -> None:
    assert [] == results_of({"results": results})


def test_attribute_names_become_keys_and_sets_are_left_out() -> None:
    expected = Category(id=9830, name="Shopify Order", keys={"Order Number": "9830_2", "Order ID": "9830_3"})

    assert {"Shopify Order": expected} == read_categories(CATEGORIES)


def test_values_are_read_by_key() -> None:
    assert "1001" == read_category_values(CATEGORIES)["9830_2"]


@pytest.mark.parametrize(
    "document", [{}, {"results": 7}, {"results": [{"data": {}}]}, {"results": {"data": {"properties": []}}}]
)
def test_an_answer_of_another_shape_is_garbled(document: Any) -> None:
    with pytest.raises(Garbled) as raised:
        read_shape(answer(document), read_categories)

    assert raised.value.__context__ is None


def test_a_json_document_travels_in_the_form_field_body() -> None:
    assert {"body": '{"type": 0, "name": "Invoices"}'} == form({"type": 0, "name": "Invoices"})


@pytest.mark.parametrize("name", ["", "a" * 249, "a:b", " a", "a ", "a\nb", "a\u202eb"])
def test_a_name_that_the_server_would_refuse_is_refused_here(name: str) -> None:
    with pytest.raises(NameFormatError):
        node_name(name)


@pytest.mark.parametrize("text", ["", "1/../../admin", "1?x=", "%2e%2e", "1001\n", "größe"])
def test_only_plain_words_go_into_a_path(text: str) -> None:
    with pytest.raises(NameFormatError):
        path_part(text)


def test_a_hash_is_found_again_in_its_description() -> None:
    assert HASH == stamp_in(stamped("Invoice of order #1001", HASH))


def test_a_long_description_is_cut_before_the_hash() -> None:
    description = stamped("x" * 500, HASH)

    assert 255 == len(description)
    assert HASH == stamp_in(description)


def test_a_hash_amid_a_description_is_not_ours() -> None:
    assert "" == stamp_in(f"sha256:{HASH} says the customer")
