"""Shopify's own bodies and broken ones, signed and posted to a running fleet: each ends in a recorded state."""

from collections.abc import Iterable, Iterator

import pytest

from integrator.cli.fleet import Fleet
from integrator.ledger.database import Ledger
from tests.fleet.watch import ends, ledger_of, post, wait_for
from tests.support.samples import SAMPLES, topic_of

pytestmark = pytest.mark.fleet

ORDER = 6120443789553
BROKEN = {
    "empty": b"",
    "cut-off": b'{"id": 1',
    "nul": b'{"id": "\x00"}',
    "lone-surrogate": b'{"id": "\\ud800"}',
    "beyond-measure": b'{"id": 1e400}',
    "deep": b"[" * 10_000 + b"]" * 10_000,
    "five-mebibytes": b'"' + b"x" * (5 * 1024 * 1024 - 2) + b'"',
}


@pytest.fixture(scope="module")
def ledger(fleet: Fleet) -> Iterator[Ledger]:
    with ledger_of(fleet) as found:
        yield found


def test_every_sample_is_answered_200_and_ends_as_handled_or_ignored(fleet: Fleet, ledger: Ledger) -> None:
    secret = fleet.secrets.shopify_client_secret
    fleet.sandbox.post("/webhooks/pause", {})
    fleet.sandbox.post(
        "/orders", {"store": "acme.myshopify.com", "id": ORDER, "name": "#1042", "total": "424.08", "risk": "LOW"}
    )

    answers = {
        sample.stem: post(fleet, sample.read_bytes(), topic=topic_of(sample), webhook_id=sample.stem, secret=secret)
        for sample in SAMPLES
    }
    wait_for(lambda: settled(ledger, answers), seconds=40, told=lambda: ends(ledger))

    found = ends(ledger)
    assert {200} == set(answers.values())
    assert {"handled", "ignored"} == {found[name][0] for name in answers}
    assert all(found[name][1] for name in answers)


@pytest.mark.parametrize("name", BROKEN)
def test_a_signed_body_that_is_broken_is_answered_200_and_parked_with_a_reason(
    name: str, fleet: Fleet, ledger: Ledger
) -> None:
    secret = fleet.secrets.shopify_client_secret

    status = post(fleet, BROKEN[name], topic="orders/create", webhook_id=f"broken-{name}", secret=secret)
    wait_for(lambda: settled(ledger, [f"broken-{name}"]), seconds=30, told=lambda: ends(ledger))

    state, note = ends(ledger)[f"broken-{name}"]
    assert (200, "parked") == (status, state)
    assert note.startswith("the body")


def test_one_byte_more_than_five_mebibytes_is_refused(fleet: Fleet) -> None:
    secret = fleet.secrets.shopify_client_secret

    status = post(fleet, b"x" * (5 * 1024 * 1024 + 1), topic="orders/create", webhook_id="huge", secret=secret)

    assert 413 == status


@pytest.mark.parametrize(("secret", "store"), [("wrong", "acme.myshopify.com"), ("", "unknown.myshopify.com")])
def test_a_wrong_signature_and_an_unknown_store_are_refused_alike(secret: str, store: str, fleet: Fleet) -> None:
    signed_with = secret or fleet.secrets.shopify_client_secret

    status = post(fleet, b"{}", topic="orders/create", webhook_id="forged", secret=signed_with, store=store)

    assert 401 == status


def settled(ledger: Ledger, names: Iterable[str]) -> bool:
    """Whether each delivery has its recorded end."""
    found = ends(ledger)
    return all(name in found and found[name][0] != "new" for name in names)
