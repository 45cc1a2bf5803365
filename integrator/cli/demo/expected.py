"""What the demo's orders must lead to: each effect in each remote system, no less and no more."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

Json = Mapping[str, Any]

Effects = Counter[tuple[str, str, str]]
"""How often each (system, operation, particular) happened."""

_STATES = frozenset({"categories_set", "metafields_set", "variable_set"})
"""They bring a value up to date. How often depends on which changes fall together, so they count once."""

RECORDED: Effects = Counter(
    [
        ("ecm", "workspace_created", ""),
        ("ecm", "categories_set", "Shopify Order"),
        ("ecm", "document_created", "confirmation"),
        ("ecm", "document_created", "invoice"),
        ("ecm", "categories_set", "Document"),
        ("shopify", "metafields_set", "record"),
    ]
)
"""Every order has a workspace with its papers, and says in Shopify where they are."""

ASKED: Effects = Counter(
    [
        ("shopify", "hold_placed", "HIGH_RISK_OF_FRAUD"),
        ("shopify", "tags_added", "ot-order_review-in_review"),
        ("shopify", "metafields_set", "case_order_review"),
        ("ecm", "document_created", "fact_sheet"),
        ("workflow", "process_started", ""),
        ("notifications", "mail_sent", "waits for your decision"),
        ("notifications", "mail_sent", "needs attention"),
    ]
)
"""An order that needs a second look is held, reviewers are asked, and the right people are told."""

_DECIDED: Effects = Counter(
    {
        ("ecm", "document_created", "decision_record"): 1,
        ("shopify", "tags_removed", "ot-order_review-in_review"): 1,
        ("workflow", "task_completed", "connector_apply applied"): 1,
        # One to those who were asked, one to those who were told.
        ("notifications", "mail_sent", "is decided"): 2,
    }
)

_RELEASED = _DECIDED + Counter(
    [
        ("workflow", "task_completed", "review release"),
        ("shopify", "hold_released", ""),
        ("shopify", "tags_added", "ot-order_review-released"),
    ]
)

_CANCELLED = _DECIDED + Counter(
    [
        ("workflow", "task_completed", "review cancel"),
        ("shopify", "order_cancelled", "FRAUD"),
        ("shopify", "tags_added", "ot-order_review-cancelled"),
        # The papers say that the order is cancelled.
        ("ecm", "version_added", "confirmation"),
        ("ecm", "version_added", "invoice"),
    ]
)

EXPECTED: Mapping[str, Effects] = {
    "small": RECORDED,
    "wholesale": RECORDED + ASKED + _RELEASED,
    "late risk": RECORDED + ASKED + _CANCELLED,
}
"""By the title of the order in the story."""


def counted(effects: Iterable[Json]) -> Effects:
    """Count effects of the sandbox's ledger as `EXPECTED` does."""
    found = Counter((effect["system"], effect["operation"], particular(effect)) for effect in effects)
    return Counter({what: 1 if what[1] in _STATES else count for what, count in found.items()})


def particular(effect: Json) -> str:
    """Return what tells effects of one operation apart, empty where an order has only one such effect."""
    read = _PARTICULARS.get(effect["operation"])
    return read(effect) if read else ""


def _place(effect: Json) -> str:
    return str(effect["detail"]["path"]).rpartition("/")[2]


def _paper(effect: Json) -> str:
    # `#1001_fact_sheet_20260131_1.pdf`
    name = re.fullmatch(r"[^_]+_(.+)_\d{8}_\d+\.\w+", _place(effect))
    return name[1] if name else _place(effect)


def _subject_line(effect: Json) -> str:
    # `[high] Order #1002 needs attention`
    return re.sub(r"^.*?Order \S+ ", "", effect["detail"]["subject"])


_PARTICULARS: Mapping[str, Callable[[Json], str]] = {
    # `20030/Shopify Order/2`: node, category, revision.
    "categories_set": lambda effect: str(effect["key"]).split("/")[1],
    "document_created": _paper,
    "folder_created": _place,
    "hold_placed": lambda effect: str(effect["detail"]["reason"]),
    "mail_sent": _subject_line,
    "metafields_set": lambda effect: str(effect["key"]).rpartition(".")[2],
    "order_cancelled": lambda effect: str(effect["detail"]["reason"]),
    "tags_added": lambda effect: str(effect["key"]),
    "tags_removed": lambda effect: str(effect["key"]),
    "task_completed": lambda effect: f"{effect['detail']['task']} {effect['detail']['outcome']}",
    "version_added": _paper,
}
