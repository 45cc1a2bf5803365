"""One function for each operation of the two services."""

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from integrator.sandbox.database import Document
from integrator.sandbox.ecm.decoding import decode
from integrator.sandbox.ecm.errors import EcmError
from integrator.sandbox.payload import json_object
from integrator.sandbox.trading_grid import cases, documents, events, fields, partners, robots, surveys, talk
from integrator.sandbox.trading_grid.errors import GridError, invalid
from integrator.sandbox.trading_grid.lists import envelope, parameters
from integrator.sandbox.trading_grid.store import DOCUMENT, PARTNER, SURVEY, etag, get, require_version, shown
from integrator.sandbox.world import World

_FORMS = {"json": "application/json", "x12": "application/edi-x12"}


async def list_partners(world: World, request: Request) -> Response:
    query = parameters(request, "external_id", "kind", "state", "capability")
    return _list(request, "partners", partners.find_partners(world, query))


async def show_partner(world: World, request: Request) -> Response:
    return _one(get(world, PARTNER, request.path_params["id"]))


async def open_case(world: World, request: Request) -> Response:
    case, is_new = cases.open_case(world, await json_object(request))
    if is_new:
        robots.on_case(world, case)
    return _one(case, 201 if is_new else 200)


async def list_cases(world: World, request: Request) -> Response:
    query = parameters(request, "external_reference", "state", "partner_id", "updated_after")
    return _list(request, "cases", cases.find_cases(world, query))


async def show_case(world: World, request: Request) -> Response:
    return _one(cases.get_case(world, request.path_params["id"]))


async def move_case(world: World, request: Request) -> Response:
    body = await json_object(request)
    case = cases.get_case(world, request.path_params["id"])
    # A step that was taken already is answered before its version is looked at: the repeat knows the old one.
    if case["state"] != body.get("to"):
        require_version(request, case)
    return _one(cases.move(world, case["id"], body, "requester"))


async def add_message(world: World, request: Request) -> Response:
    message, is_new = talk.add_message(world, request.path_params["id"], await json_object(request), "requester")
    return _one(message, 201 if is_new else 200)


async def list_messages(world: World, request: Request) -> Response:
    parameters(request)
    return _list(request, "messages", talk.messages_of(world, request.path_params["id"]))


async def attach(world: World, request: Request) -> Response:
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise GridError(415, "unsupported_media_type", "an attachment comes as multipart/form-data")
    try:
        form = decode(request.headers["content-type"], await request.body())
        file = form.file("file")
    except EcmError as error:
        raise invalid("the body is no form with a file") from error
    names = {"external_reference": fields.reference, "document_type": fields.text(64)}
    given = fields.read(form.values, "attachment", names, {})
    given |= {"file_name": file.name, "media_type": file.mime}
    attachment, is_new = talk.attach(world, request.path_params["id"], given, file.data, "requester")
    return _one(attachment, 201 if is_new else 200)


async def list_attachments(world: World, request: Request) -> Response:
    parameters(request)
    return _list(request, "attachments", talk.attachments_of(world, request.path_params["id"]))


async def attachment_content(world: World, request: Request) -> Response:
    kind, content = talk.content_of(world, request.path_params["id"], request.path_params["attachment"])
    return Response(content, media_type=kind)


async def open_survey(world: World, request: Request) -> Response:
    survey, is_new = surveys.open_survey(world, await json_object(request))
    if is_new:
        robots.on_survey(world, survey)
    return _one(survey, 201 if is_new else 200)


async def show_survey(world: World, request: Request) -> Response:
    return _one(get(world, SURVEY, request.path_params["id"]))


async def close_survey(world: World, request: Request) -> Response:
    return _one(surveys.close_survey(world, request.path_params["id"]))


async def list_responses(world: World, request: Request) -> Response:
    parameters(request)
    return _list(request, "responses", surveys.responses_of(world, request.path_params["id"]))


async def feed(world: World, request: Request) -> Response:
    return JSONResponse(events.feed(world, parameters(request, "types")))


async def send(world: World, request: Request) -> Response:
    document, is_new = documents.send(world, await json_object(request))
    if is_new:
        robots.on_document(world, document)
    return _one(documents.get_document(world, document["id"]), 202 if is_new else 200)


async def list_documents(world: World, request: Request) -> Response:
    query = parameters(request, "direction", "state", "document_type", "external_reference")
    if "external_reference" in query:
        found = world.db.find(DOCUMENT, "external_reference", query["external_reference"])
        sent = [documents.under_way(world, document) for document in found if query["external_reference"]]
        return _list(request, "documents", sent)
    if query.get("direction") != "inbound":
        raise invalid("direction must be inbound, or external_reference given")
    waiting = documents.inbox(world, query)
    page = envelope(request, "documents", [(key, shown(document)) for key, document in waiting])
    for document in page.get("_embedded", {}).get("documents", []):
        counted = documents.count_delivery(world, get(world, DOCUMENT, document["id"]))
        document["delivery_count"] = counted["delivery_count"]
    return JSONResponse(page)


async def show_document(world: World, request: Request) -> Response:
    return _one(documents.get_document(world, request.path_params["id"]))


async def document_content(world: World, request: Request) -> Response:
    document = documents.get_document(world, request.path_params["id"])
    query = parameters(request, "format")
    if query.get("format", document["format"]) != document["format"]:
        raise GridError(415, "unsupported_media_type", f"the document is {document['format']}")
    return Response(documents.content_of(document), media_type=_FORMS[document["format"]])


async def acknowledge(world: World, request: Request) -> Response:
    return _one(documents.acknowledge(world, request.path_params["id"], await json_object(request)))


def _one(resource: Document, status: int = 200) -> Response:
    return JSONResponse(shown(resource), status, headers={"ETag": etag(resource)})


def _list(request: Request, name: str, resources: Sequence[Document]) -> Response:
    return JSONResponse(envelope(request, name, [(_key(resource), shown(resource)) for resource in resources]))


def _key(resource: dict[str, Any]) -> str:
    prefix, _, number = resource["id"].partition("-")
    return f"{prefix}-{int(number):09}"
