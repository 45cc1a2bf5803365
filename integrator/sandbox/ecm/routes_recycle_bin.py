"""Handlers for deleting, purging and restoring (contract extended-ecm, section 4)."""

from collections.abc import Callable
from typing import Any

from starlette.responses import JSONResponse, Response

from integrator.sandbox.ecm.answers import change, element, node_list, page_of
from integrator.sandbox.ecm.calls import Call, Table
from integrator.sandbox.ecm.decoding import as_number
from integrator.sandbox.ecm.errors import EcmError
from integrator.sandbox.ecm.rendering import shown


def delete(call: Call) -> Any:
    call.ecm.recycle_bin.put(call.node("delete"))
    return change(call.href, "DELETE")


def deleted(call: Call) -> Any:
    page = page_of(call.ecm.recycle_bin.all(), call.href, call.query)
    items = [{"data": shown(call.ecm, node, call.all("fields"))} for node in page.items]
    return node_list(call.href, items, page.paging)


def purge(call: Call) -> Response:
    return _each(call, call.ecm.recycle_bin.purge)


def restore(call: Call) -> Response:
    return _each(call, call.ecm.recycle_bin.restore)


def _each(call: Call, action: Callable[[int], None]) -> Response:
    """400 when one failed, with the others done nevertheless."""
    if call.fields.get("ids") is None:
        raise EcmError(400, "The parameter 'ids' is not specified.")
    done: list[int] = []
    failed: dict[int, str] = {}
    for node_id in [as_number(one, "ids") for one in call.fields.items("ids")]:
        try:
            action(node_id)
            done.append(node_id)
        except EcmError as error:
            failed[node_id] = error.text
    failure = {"ids": list(failed), "errors": {str(node_id): text for node_id, text in failed.items()}}
    results = {"success": {"ids": done}, "failure": failure}
    return JSONResponse(element(call.href, results, "POST"), 400 if failed else 200)


TABLE: Table = [
    ("DELETE", "/v2/nodes/{id}", delete),
    ("GET", "/v2/volumes/recyclebin/nodes", deleted),
    ("POST", "/v2/volumes/recyclebin/nodes/purge", purge),
    ("POST", "/v2/volumes/recyclebin/nodes/restore", restore),
]
