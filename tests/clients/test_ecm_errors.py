import pytest

from integrator.clients.ecm.mishaps import (
    CategoryAbsent,
    CategoryPresent,
    NameTaken,
    NotFound,
    error_of,
    login_error_of,
    ticket_is_stale,
)
from integrator.clients.errors import Conflict, Refused, RemoteError, Unauthorized, Unreachable
from tests.clients.stand_ins import answer

HIDDEN = "Sorry, the item you requested could not be accessed. Either it does not exist or ..."


@pytest.mark.parametrize(
    ("status", "text", "expected"),
    [
        (401, "Authentication Required", Unauthorized),
        (401, "Unable to login. Domain support is disabled", Unauthorized),
        (400, "The REST API URL could not be found in the mappings registry", Refused),
        (400, "An item with the name 'invoice.pdf' already exists", NameTaken),
        (500, "An item with the name 'invoice.pdf' already exists", NameTaken),
        (400, "A business workspace for this business object already exists.", NameTaken),
        (400, HIDDEN, NotFound),
        (500, HIDDEN, NotFound),
        (500, "Could not get a node for 4711", NotFound),
        (404, "The business workspace could not be found.", NotFound),
        (400, "Missing required parameter 'name'", Refused),
        (400, "The attribute group 'Shopify Order' already exists", CategoryPresent),
        (400, "Category ID '9830' is not a category on node '12'", CategoryAbsent),
        (409, "Could not update metadata (edit conflict).", Conflict),
        (500, "Insufficient permissions to perform that action", Unauthorized),
        (500, "Could not process object, invalid action 'delete'", Unauthorized),
        (500, "Something new went wrong", Unreachable),
        (413, "Request Entity Too Large", Refused),
    ],
)
def test_status_and_text_together_decide_what_an_error_means(
    status: int, text: str, expected: type[RemoteError]
) -> None:
    error = error_of(answer({"error": text}, status=status))

    assert expected is type(error)


def test_an_error_does_not_repeat_the_servers_text() -> None:
    error = error_of(answer({"error": "An item with the name 'Ms Smith' already exists"}, status=500))

    assert "Smith" not in str(error)


def test_a_page_of_html_says_that_the_server_is_away_and_leaves_the_effect_open() -> None:
    page = b"<html>Error Processing Request</html>"

    error = error_of(answer(page, status=500, is_read=False))

    assert isinstance(error, Unreachable)
    assert error.ambiguous


def test_a_404_of_something_in_between_is_not_taken_for_an_answer() -> None:
    error = error_of(answer(b"<html>no such site</html>", status=404))

    assert Refused is type(error)


def test_a_login_that_finds_nothing_is_not_taken_for_a_missing_node() -> None:
    error = login_error_of(answer({"error": "not found"}, status=404))

    assert Unauthorized is type(error)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Authentication Required", True),
        ("Invalid username/password specified", False),
        ("Unable to login. Domain support is disabled", False),
    ],
)
def test_only_a_stale_ticket_is_worth_a_new_login(text: str, expected: bool) -> None:  # noqa: FBT001 - a table.
    assert expected is ticket_is_stale(answer({"error": text}, status=401))
