"""Handlers for search and the audit trail (contract extended-ecm, section 11)."""

from typing import Any

from integrator.sandbox.ecm.answers import element, links, page_of
from integrator.sandbox.ecm.audit import EVENT_TYPES, Record
from integrator.sandbox.ecm.calls import Call, Table
from integrator.sandbox.ecm.decoding import as_number
from integrator.sandbox.ecm.errors import invalid
from integrator.sandbox.ecm.rendering import properties
from integrator.sandbox.ecm.search import Hit
from integrator.sandbox.ecm.versions import shown_version

_LOOK_FOR = {"complexquery", "allwords", "anywords", "exactphrase"}
_WITHIN = {"all", "content", "metadata"}
_ORDERS = {"desc_audit_date", "asc_audit_date"}


def audit(call: Call) -> Any:
    """Newest first, unless `sort=asc_audit_date`; filters count days, not times."""
    node = call.node()
    sort = call.asked("sort", "desc_audit_date")
    if sort not in _ORDERS:
        raise invalid()
    records = [record for record in call.ecm.audit.of(node) if _is_wanted(call, record)]
    if sort.startswith("desc"):
        records.reverse()
    page = page_of(records, call.href, call.query)
    types = {record["event_type"] for record in records}
    data = {
        "audit": list(page.items),
        "audit_event_types": [{"id": number, "name": EVENT_TYPES[number]} for number in sorted(types)],
    }
    sorting = {"sort": [{"key": "sort", "value": sort}]}
    return {**element(call.href, {"data": data}), "collection": {"paging": page.paging, "sorting": sorting}}


def _is_wanted(call: Call, record: Record) -> bool:
    types = [as_number(number, "where_type") for number in call.all("where_type")]
    users = [as_number(number, "where_user_id") for number in call.all("where_user_id")]
    day = record["audit_date"][:10]
    return (
        (not types or record["event_type"] in types)
        and (not users or record["user_id"] in users)
        and call.asked("where_audit_date_start", day)[:10] <= day <= call.asked("where_audit_date_end", day)[:10]
    )


def search(call: Call) -> Any:
    """The answer shows items as they are; which are found depends on what the index knows."""
    fields = call.fields
    look_for, within = fields.text("lookfor", "complexquery").lower(), fields.text("within", "all")
    if look_for not in _LOOK_FOR or within not in _WITHIN:
        raise invalid()
    places = [as_number(value, name) for name, value in fields.values.items() if name.startswith("location_id")]
    found = call.ecm.search.find(fields.text("where"), look_for=look_for, within=within, below=places)
    visible = [hit for hit in found if call.ecm.permissions.allows(call.login.user, hit.node, "see")]
    asked = [(name, str(fields.get(name))) for name in ("page", "limit") if fields.get(name) is not None]
    page = page_of(visible, call.href, asked)
    count = page.paging["total_count"]
    header = f"Results {page.paging['range_min']} to {page.paging['range_max']} of {count} sorted by Relevance"
    return {
        "collection": {
            "paging": {**page.paging, "result_header_string": header},
            "searching": {"cache_id": 1, "result_title": "Search results", "regions_order": ["OTName"]},
            "sorting": {"sort": [fields.text("sort", "relevance")]},
        },
        "links": links(call.href, "POST"),
        "results": [_result(call, hit) for hit in page.items],
    }


def _result(call: Call, hit: Hit) -> Any:
    versions = hit.node["versions"]
    data: dict[str, Any] = {"properties": properties(call.ecm, hit.node), "regions": hit.regions}
    if versions:
        data["versions"] = shown_version(versions[-1])
    return {"data": data, "links": {"parent": {"href": f"api/v1/nodes/{hit.node['parent_id']}"}}}


TABLE: Table = [
    ("GET", "/v2/nodes/{id}/audit", audit),
    ("POST", "/v2/search", search),
]
