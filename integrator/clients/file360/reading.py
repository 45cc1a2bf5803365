"""
Reading File 360's answers: items, versions, shares, links, activities.

Pure functions over decoded JSON; for an answer of another shape they raise what Python raises.

Source: contracts/opentext/file360, 5.1 and 5.2. [profile]
"""

from collections.abc import Callable
from typing import Any, TypeVar

from integrator.clients.file360.models import (
    Account,
    Activity,
    ActivityPage,
    Item,
    Link,
    Permissions,
    RetentionPolicy,
    Share,
    Version,
)

_Row = TypeVar("_Row")


def read_page(document: Any, *, read: Callable[[Any], _Row]) -> tuple[list[_Row], bool]:
    """The rows of one page of a list, each through `read`, and whether no page follows."""
    paging = document["collection"]["paging"]
    rows = [read(row) for row in _list(document["results"])]
    return rows, not rows or int(paging["page"]) >= int(paging["page_total"])


def read_item(row: Any, *, created: bool = False) -> Item:
    """A folder or a file."""
    retention = row["retention"] or {}
    flat = {
        "retention_policy": retention.get("policy"),
        "retain_until": retention.get("retain_until"),
        "on_hold": retention.get("on_hold"),
        "created": created,
    }
    return Item.model_validate(_present({**row, **flat}))


def read_version(row: Any) -> Version:
    """One version of a file."""
    return Version.model_validate(_present(row))


def read_share(row: Any) -> Share:
    """A share; a recipient inside has no address."""
    return Share.model_validate(_present({**row, "email": row["recipient"].get("email")}))


def read_link(row: Any) -> Link:
    """A link."""
    return Link.model_validate(_present(row))


def read_permissions(document: Any) -> Permissions:
    """The grants of a folder."""
    grants = [{**row["principal"], "role": row["role"]} for row in _list(document["grants"])]
    return Permissions.model_validate({"inherit": document["inherit"], "grants": grants})


def read_policy(row: Any) -> RetentionPolicy:
    """A retention policy."""
    return RetentionPolicy.model_validate(row)


def read_account(document: Any) -> Account:
    """Who we are."""
    return Account.model_validate(document)


def read_activity(row: Any) -> Activity:
    """One activity."""
    actor = row["actor"] or {}
    flat = {
        "item": {"type": row["item_type"], "id": row["item_id"]},
        "version_number": row.get("version_number"),
        "actor_id": actor.get("id") or "",
        "actor_email": actor.get("email") or "",
        "detail": row.get("detail") or {},
    }
    return Activity.model_validate({**row, **flat})


def read_activities(document: Any) -> ActivityPage:
    """A page of the feed; one that promises more and brings nothing would be read for ever."""
    page = ActivityPage(
        activities=tuple(read_activity(row) for row in _list(document["results"])),
        next_cursor=document["next_cursor"],
        has_more=document["has_more"],
    )
    if page.has_more and not page.activities:
        raise ValueError("a page of activities brings nothing and promises more")
    return page


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("a list of rows is no list")
    return value


def _present(row: Any) -> dict[str, Any]:
    """Leave out what is null, so that the model's own empty value counts."""
    return {name: value for name, value in row.items() if value is not None}
