"""Logs are JSON lines without secrets and personal data."""

import io
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from prometheus_client import generate_latest

from integrator.clients.errors import Unreachable
from integrator.telemetry import REGISTRY, STEPS, configure_logging, mask
from integrator.telemetry.texts import LOG_TEXTS

PACKAGE = Path(__file__).parents[2] / "integrator"
PERSONAL = ["ada@acme.example", "+49 30 1234567", "shpat_0123456789abcdef", "Bearer abc.def.ghi"]


class Log(io.StringIO):
    """What was logged, line by line."""

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.getvalue().splitlines()]


@pytest.fixture
def log() -> Iterator[Log]:
    root = logging.getLogger()
    handlers, level, raising = root.handlers, root.level, logging.raiseExceptions
    stream = Log()
    configure_logging("INFO", stream)
    yield stream
    root.handlers, logging.raiseExceptions = handlers, raising
    root.setLevel(level)
    structlog.reset_defaults()


def test_an_event_is_one_json_line_with_level_time_and_its_fields(log: Log) -> None:
    structlog.get_logger("integrator.runner").info("step_done", run="r-1", step="hold_order", attempt=2)

    [line] = log.lines
    assert ("step_done", "info", "r-1", "hold_order", 2) == tuple(
        line[name] for name in ("event", "level", "run", "step", "attempt")
    )
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", line["timestamp"])


def test_a_field_that_is_not_on_the_list_is_dropped_and_named(log: Log) -> None:
    structlog.get_logger().info("step_done", run="r-1", customer_name="Ada Lovelace", body=b"{}")

    assert ["body", "customer_name"] == log.lines[0]["dropped"]
    assert "Lovelace" not in log.getvalue()


@pytest.mark.parametrize("secret", PERSONAL)
def test_a_secret_in_an_allowed_field_is_masked(log: Log, secret: str) -> None:
    structlog.get_logger().info("step_done", reason=f"told {secret} twice", codes=[secret])

    assert secret not in log.getvalue()
    assert "told *** twice" == log.lines[0]["reason"].replace("Bearer ***", "***")


@pytest.mark.parametrize("secret", PERSONAL)
def test_a_secret_in_the_log_of_a_library_is_masked(log: Log, secret: str) -> None:
    logging.getLogger("urllib3").warning("retrying after %s failed", secret)

    assert secret not in log.getvalue()
    assert "retrying after" in log.lines[0]["event"]


def test_a_line_break_in_a_value_stays_within_the_line(log: Log) -> None:
    structlog.get_logger().info("step_done", reason='a\n{"event": "forged"}\r\x00\u2028b')

    assert 1 == len(log.lines)


def test_the_text_of_a_foreign_exception_is_not_told_but_its_place_is(log: Log) -> None:
    try:
        int("canary-ada")
    except ValueError:
        structlog.get_logger().exception("step_failed")

    [line] = log.lines
    assert "ValueError" == line["error"]
    assert any("test_telemetry.py" in place for place in line["where"])
    assert "canary-ada" not in log.getvalue()


def test_the_text_of_our_own_exception_is_told_and_masked(log: Log) -> None:
    error = Unreachable("no answer to ada@acme.example", system="ecm", operation="ping")

    structlog.get_logger().error("step_failed", exc_info=error)

    assert "ecm ping: no answer to ***" == log.lines[0]["error_text"]


def test_the_exception_of_a_library_is_told_in_the_same_way(log: Log) -> None:
    try:
        int("canary-ada")
    except ValueError:
        logging.getLogger("somewhere").exception("it broke")

    assert "ValueError" == log.lines[0]["error"]
    assert "canary-ada" not in log.getvalue()


def test_what_is_below_the_level_is_not_shown(log: Log) -> None:
    structlog.get_logger().debug("detail")
    logging.getLogger("urllib3").debug("detail")

    assert [] == log.lines


def test_a_closed_stream_does_not_stop_the_work(log: Log) -> None:
    log.close()

    structlog.get_logger().info("step_done")


def test_every_key_that_the_code_logs_has_its_sentence() -> None:
    said = re.compile(r"\blog\.(?:debug|info|warning|error|exception)\(\s*\"([a-z_]+)\"")
    keys = {key for file in PACKAGE.rglob("*.py") for key in said.findall(file.read_text())}

    assert keys <= LOG_TEXTS.keys()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("redis://fleet:s3cr3t@db.example:6379/0 refused", "redis://***@db.example:6379/0 refused"),
        ("mail to ada.l+x@mail.acme.example failed", "mail to *** failed"),
        ("?email=ada%40acme.example&x=1", "?email=***&x=1"),
        ("call +49 (30) 123-45 67", "call ***"),
        ("call 0034600000000", "call ***"),
        ("Authorization: Bearer eyJhbGciOi.J9.abc", "Authorization: Bearer ***"),
        ('{"client_secret": "hush hush"}', '{"client_secret": ***}'),
        ("OTCSTicket: aB3/x+y==", "OTCSTicket: ***"),
        ("shpss_abcdef0123", "***"),
        ("signature VnKUjZsLuN5iZWjn5EntcBVCF9kMN43LglzCE1/GSeY=", "signature ***"),
    ],
)
def test_what_looks_like_a_secret_is_masked(text: str, expected: str) -> None:
    assert expected == mask(text)


@pytest.mark.parametrize(
    "text",
    [
        "gid://shopify/Order/5678901234567",
        "ORDER_REVIEW:acme.myshopify.com:order:5678:1",
        "6f9619ff-8b86-d011-b42d-00c04fc964ff",
        "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9",
        "value 12400.00 EUR >= 10000.00 EUR",
        "2026-11-20T12:00:00.000000+00:00",
        "workflow.order_review.hold_order #1042",
    ],
)
def test_ids_amounts_and_moments_stay_readable(text: str) -> None:
    assert text == mask(text)


def test_a_counter_is_rendered_for_prometheus() -> None:
    STEPS.labels(step="hold_order", outcome="done").inc()

    assert b'integrator_steps_total{outcome="done",step="hold_order"} 1.0' in generate_latest(REGISTRY)
