import pytest

from integrator.sandbox.pages.showing import local_path
from tests.sandbox.pages.visitor import STORE, Visitor

PAGES = (
    "/",
    "/store",
    f"/store/{STORE}",
    "/desk",
    "/partner",
    "/files",
    "/files/ecm",
    "/inbox",
    "/effects",
    "/style.css",
)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_answers_and_lets_a_browser_do_nothing_but_show_it(visitor: Visitor, path: str) -> None:
    shown = visitor.get(path)

    assert 200 == shown.status
    assert shown.headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")
    assert "script-src" not in shown.headers["content-security-policy"]
    assert ("nosniff", "no-store") == (shown.headers["x-content-type-options"], shown.headers["cache-control"])


@pytest.mark.parametrize(
    "path", ["/store/unknown.myshopify.com", f"/store/{STORE}/orders/1", "/desk/none", "/files/none", "/files/ecm/x",
             "/files/ecm/99", "/inbox/none/0", "/effects?system=none"],
)  # fmt: skip
def test_what_is_not_there_is_said_on_a_page(visitor: Visitor, path: str) -> None:
    shown = visitor.get(path)

    assert 404 == shown.status
    assert shown.problem


@pytest.mark.parametrize("path", ["/", f"/store/{STORE}", "/_sandbox/effects"])
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "[", ""])
def test_a_foreign_name_for_this_machine_is_refused(visitor: Visitor, path: str, host: str) -> None:
    visitor.headers["Host"] = host

    assert visitor.get(path).status in {400, 403}


@pytest.mark.parametrize("host", ["localhost:9100", "127.0.0.1", "[::1]:9100"])
def test_every_loopback_name_is_accepted(visitor: Visitor, host: str) -> None:
    visitor.headers["Host"] = host

    assert 200 == visitor.get("/").status


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1", ""])
def test_a_form_of_another_site_places_no_order(visitor: Visitor, origin: str) -> None:
    visitor.headers["Origin"] = origin

    shown = visitor.post(f"/store/{STORE}/place", {"preset": "low-value"})

    visitor.headers.clear()
    assert 403 == shown.status
    assert [] == visitor.orders()


def test_another_site_does_not_reach_the_control_routes_either(visitor: Visitor) -> None:
    order = visitor.place("low-value")
    visitor.headers["Origin"] = "https://evil.example"

    shown = visitor.post(f"/_sandbox/orders/{order['number']}/cancel")

    visitor.headers.clear()
    assert 403 == shown.status
    assert visitor.orders()[0]["cancelled_at"] is None


def test_a_form_that_is_no_form_is_refused(visitor: Visitor) -> None:
    visitor.headers["Content-Type"] = "text/plain"

    assert 400 == visitor.post("/time", {"by": "hour"}).status


def test_time_moves_by_a_click_and_leads_back(visitor: Visitor) -> None:
    before = visitor.get("/_sandbox/clock").text

    moved = visitor.post("/time", {"by": "day", "back": "/desk"})

    assert (303, "/desk") == (moved.status, moved.location)
    assert before[:18] != visitor.get("/_sandbox/clock").text[:18]


def test_time_moves_by_nothing_else(visitor: Visitor) -> None:
    shown = visitor.post("/time", {"by": "year"})

    assert (400, "time moves by one of hour, day") == (shown.status, shown.problem)


@pytest.mark.parametrize(
    "target", ["//evil.example/", "https://evil.example/", "/\\evil.example", "desk", "", "/a\r\nSet-Cookie: a=b"]
)
def test_nobody_is_led_away_from_the_pages(target: str) -> None:
    assert "/" == local_path(target)
