"""
JSON logs, one line per event, with an allowlist of fields.

A field that is not on the list is dropped and only its name is told, so a new field cannot leak by accident.
Values that stay are masked. An exception is told by its type and the places it passed; its text only when it
is one of ours, because others quote what they were given.
"""

import logging
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from datetime import date, datetime
from typing import Any, TextIO

import structlog
from structlog.stdlib import ProcessorFormatter

from integrator.telemetry.masking import mask
from integrator.telemetry.texts import LOG_TEXTS

ALLOWED_FIELDS = frozenset({
    # The line itself.
    "dropped", "error", "error_text", "event", "level", "logger", "text", "timestamp", "where",
    # What it is about: names and ids.
    "audience", "case", "concern", "correlation", "delivery", "document", "event_id", "flow", "gid",
    "handle", "job", "journal", "kind", "operation", "order", "queue", "reason", "request_id", "rule",
    "run", "runs", "state", "step", "store", "subject", "system", "task", "team", "topic", "webhook_id",
    "worker",
    # How it went: numbers, words, moments.
    "attempt", "attempts", "bytes", "code", "codes", "count", "due_at", "duration_ms", "fence",
    "generation", "host", "lag_seconds", "lease_until", "mode", "outcome", "pid", "port", "retry_after",
    "rows", "seconds", "seq", "shipped", "shipping_again", "slot", "status", "unshipped", "version",
    "word",
})  # fmt: skip
"""Every field that may appear; none of them carries a person's name, an address, a body or a secret."""

_LONGEST_VALUE = 500
_FRAMES = 12


def configure_logging(level: str = "INFO", stream: TextIO | None = None) -> None:
    """
    Send all logs of this process, also those of libraries, to `stream` as JSON lines.

    Args:
        level: `DEBUG`, `INFO`, `WARNING` or `ERROR`; the lowest that is shown.
        stream: standard error when left out.
    """
    before: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *before,
            ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=before,
            processors=[
                ProcessorFormatter.remove_processors_meta,
                _tell_exception,
                _add_text,
                _keep_allowed,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    # A full disk or a closed pipe must not stop the work that is being logged.
    logging.raiseExceptions = False


def _tell_exception(_: Any, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace `exc_info` by the type, the places passed, and the text when it is one of ours."""
    found = line.pop("exc_info", None)
    line.pop("stack_info", None)
    error = sys.exc_info()[1] if found is True else found[1] if isinstance(found, tuple) else found
    if not isinstance(error, BaseException):
        return line
    line["error"] = type(error).__name__
    if type(error).__module__.partition(".")[0] in {"integrator", "tasks"}:
        line["error_text"] = str(error)
    line["where"] = [
        f"{frame.filename.rpartition('/site-packages/')[2]}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    ]
    return line


def _add_text(_: Any, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    if text := LOG_TEXTS.get(str(line.get("event"))):
        line["text"] = text
    return line


def _keep_allowed(_: Any, __: str, line: MutableMapping[str, Any]) -> Mapping[str, Any]:
    kept = {name: _safe(value) for name, value in line.items() if name in ALLOWED_FIELDS and name != "where"}
    if "where" in line:
        kept["where"] = line["where"]
    if dropped := sorted(line.keys() - ALLOWED_FIELDS):
        kept["dropped"] = dropped
    return kept


def _safe(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        return [_safe(item) for item in list(value)[:50]]
    return mask(str(value)[:_LONGEST_VALUE])
