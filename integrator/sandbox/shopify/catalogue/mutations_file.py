"""The mutations that stage uploads and make files of them."""

from typing import Any
from urllib.parse import unquote, urlsplit

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.catalogue import files as shelf
from integrator.sandbox.shopify.catalogue import products, uploads
from integrator.sandbox.shopify.catalogue.views_file import file_view
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.errors import Refused, not_in_sandbox
from integrator.sandbox.shopify.gids import number_of, split

_LONGEST_ALT = 512
_KINDS = ("GenericFile", "MediaImage")
_EMULATED = frozenset({"FILE", "IMAGE", "PRODUCT_IMAGE"})


def staged_uploads_create(ctx: Context, *, input: list[dict[str, Any]]) -> Document:  # noqa: A002 - Shopify's own argument name
    for place, wanted in enumerate(input):
        if wanted["resource"] not in _EMULATED:
            raise not_in_sandbox(f"A staged upload for {wanted['resource']}")
        if not wanted["filename"].strip() or "/" in wanted["filename"]:
            raise Refused(["input", str(place), "filename"], "Filename is invalid")
        if not wanted["mimeType"].strip() or (wanted["resource"] != "FILE" and "image/" not in wanted["mimeType"]):
            raise Refused(["input", str(place), "mimeType"], f"{wanted['mimeType']} is not a recognized format")
    return {"stagedTargets": [uploads.stage(ctx.action, wanted, ctx.base_url) for wanted in input]}


def file_create(ctx: Context, *, files: list[dict[str, Any]]) -> Document:
    """All or nothing. Source: contract api, section 11. [documented]"""
    checked = [_checked(ctx, wanted, ["files", str(place)]) for place, wanted in enumerate(files)]
    return {"files": [file_view(ctx, _made(ctx, wanted)) for wanted in checked]}


def file_update(ctx: Context, *, files: list[dict[str, Any]]) -> Document:
    """All or nothing."""
    found = [_changed(ctx, wanted, ["files", str(place)]) for place, wanted in enumerate(files)]
    return {"files": [file_view(ctx, file) for file in found]}


def _checked(ctx: Context, wanted: dict[str, Any], path: list[str]) -> dict[str, Any]:
    source, mode = wanted["originalSource"], wanted["duplicateResolutionMode"]
    name = wanted.get("filename") or unquote(urlsplit(source).path.rsplit("/", 1)[-1])
    if wanted.get("contentType") in {"VIDEO", "MODEL_3D", "EXTERNAL_VIDEO"}:
        raise not_in_sandbox(f"A file of the kind {wanted['contentType']}")
    if not source.startswith(("https://", "http://")) or not name:
        message = "Image URL is invalid" if wanted.get("contentType") == "IMAGE" else "Source URL is invalid"
        raise Refused([*path, "originalSource"], message, "INVALID_IMAGE_SOURCE_URL")
    if "/" in name or "." not in name:
        raise Refused([*path, "filename"], "Filename is invalid", "INVALID_FILENAME")
    _check_alt(wanted, path)
    if mode == "REPLACE" and not wanted.get("filename"):
        message = "Missing filename argument when attempting to use REPLACE duplicate mode."
        raise Refused([*path, "filename"], message, "MISSING_FILENAME_FOR_DUPLICATE_MODE_REPLACE")
    there = shelf.find_by_name(ctx.db, ctx.store, name)
    if mode == "RAISE_ERROR" and there is not None:
        raise Refused([*path, "filename"], "A file with this filename already exists", "FILENAME_ALREADY_EXISTS")
    return {**wanted, "filename": name, "there": there}


def _made(ctx: Context, wanted: dict[str, Any]) -> Document:
    name: str = wanted["filename"]
    there: Document | None = wanted["there"]
    if there is not None and wanted["duplicateResolutionMode"] == "REPLACE":
        there |= {"source": wanted["originalSource"], "begun_at": ctx.action.at.isoformat()}
        shelf.save(ctx.action, there)
        ctx.action.record("file_replaced", key=name, subject=shelf.file_gid(there), filename=name)
        return there
    if there is not None:
        stem, _, ending = name.rpartition(".")
        name = f"{stem}_{ctx.action.event_id}.{ending}"
    kind = shelf.kind_of(wanted.get("contentType"), name)
    return shelf.create(
        ctx.action, kind=kind, filename=name, alt=wanted.get("alt") or "", source=wanted["originalSource"]
    )


def _changed(ctx: Context, wanted: dict[str, Any], path: list[str]) -> Document:
    kind, number = split(wanted["id"])
    file = shelf.find(ctx.db, ctx.store, number) if kind in _KINDS else None
    if file is None or file["kind"] != kind:
        message = f"File id {wanted['id']} does not exist."
        raise Refused([*path, "id"], message, "FILE_DOES_NOT_EXIST")
    if shelf.status(ctx, file) != "READY":
        raise Refused(path, "Non-ready files cannot be updated.", "NON_READY_STATE")
    _check_alt(wanted, path)
    if wanted.get("alt") is not None:
        file["alt"] = wanted["alt"]
    if wanted.get("filename"):
        file["filename"] = wanted["filename"]
    if wanted.get("originalSource"):
        file |= {"source": wanted["originalSource"], "begun_at": ctx.action.at.isoformat()}
    added = [_target(ctx, gid, [*path, "referencesToAdd"]) for gid in wanted.get("referencesToAdd") or []]
    removed = [_target(ctx, gid, [*path, "referencesToRemove"]) for gid in wanted.get("referencesToRemove") or []]
    shelf.save(ctx.action, file)
    for product in added:
        if number not in product["media"]:
            product["media"].append(number)
            products.change(ctx.action, product)
    for product in removed:
        if number in product["media"]:
            product["media"].remove(number)
            products.change(ctx.action, product)
    fields = sorted(wanted.keys() - {"id"})
    ctx.action.record("file_updated", key=number, subject=wanted["id"], filename=file["filename"], fields=fields)
    return file


def _check_alt(wanted: dict[str, Any], path: list[str]) -> None:
    if len(wanted.get("alt") or "") > _LONGEST_ALT:
        message = "The alt value exceeds the maximum limit of 512 characters."
        raise Refused([*path, "alt"], message, "ALT_VALUE_LIMIT_EXCEEDED")


def _target(ctx: Context, gid: str, path: list[str]) -> Document:
    kind, _ = split(gid)
    product = products.find(ctx.db, ctx.store, number_of(gid, "Product")) if kind == "Product" else None
    if product is None:
        raise Refused(path, "The reference target does not exist.", "REFERENCE_TARGET_DOES_NOT_EXIST")
    return product
