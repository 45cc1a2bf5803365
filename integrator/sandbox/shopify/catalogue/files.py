"""Files of a store: taken from somewhere, worked on for a while, then ready or failed."""

import mimetypes
from datetime import datetime, timedelta
from typing import Any

from integrator.sandbox.database import Database, Document
from integrator.sandbox.shopify import switches
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.catalogue import uploads
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.gids import gid

_KIND = "shopify.file"
_TYPES = {"IMAGE": "MediaImage", "FILE": "GenericFile"}
_FAILURES = {"MediaImage": "IMAGE_DOWNLOAD_FAILURE", "GenericFile": "GENERIC_FILE_DOWNLOAD_FAILURE"}


def find(db: Database, store: str, number: str) -> Document | None:
    return db.get(_KIND, f"{store}/{number}")


def find_by_name(db: Database, store: str, filename: str) -> Document | None:
    return next((file for file in db.find(_KIND, "filename", filename) if file["store"] == store), None)


def of_store(db: Database, store: str) -> list[Document]:
    """Return the store's files, oldest first."""
    return db.find(_KIND, "store", store)


def of_product(ctx: Context, product: Document) -> list[Document]:
    found = [find(ctx.db, ctx.store, number) for number in product["media"]]
    return [file for file in found if file is not None]


def kind_of(content_type: str | None, filename: str) -> str:
    """Return the type of a file, from what the caller says it is or from its name."""
    guessed = "IMAGE" if (mimetypes.guess_type(filename)[0] or "").startswith("image/") else "FILE"
    return _TYPES[content_type or guessed]


def create(action: Action, *, kind: str, filename: str, alt: str, source: str) -> Document:
    """Keep a new file; it is worked on from now."""
    file = {
        "id": action.number("file", 36_510_244_700_001),
        "store": action.store,
        "kind": kind,
        "filename": filename,
        "alt": alt,
        "source": source,
        "created_at": action.stamp,
        "updated_at": action.stamp,
        "begun_at": action.at.isoformat(),
    }
    save(action, file)
    action.record("file_created", key=filename, subject=file_gid(file), filename=filename)
    return file


def save(action: Action, file: Document) -> None:
    file["updated_at"] = action.stamp
    action.world.db.put(_KIND, f"{action.store}/{file['id']}", file)


def status(ctx: Context, file: Document) -> str:
    """
    Return UPLOADED, PROCESSING, READY or FAILED, by the time that went by.

    Source: contract api, section 7. [documented] How long it takes is a switch of the sandbox.
    """
    settings = switches.read(ctx.db)
    age = ctx.action.at - datetime.fromisoformat(file["begun_at"])
    if age < timedelta(seconds=settings["file_seconds"]):
        return "PROCESSING" if age else "UPLOADED"
    is_broken = file["filename"] in settings["failing_files"] or uploads.is_empty(ctx.action.world, file["source"])
    return "FAILED" if is_broken else "READY"


def errors(ctx: Context, file: Document) -> list[dict[str, Any]]:
    if status(ctx, file) != "FAILED":
        return []
    message = "The file could not be downloaded from its source."
    return [{"code": _FAILURES[file["kind"]], "message": message, "details": None}]


def url(ctx: Context, file: Document) -> str | None:
    """Return where anybody can fetch a file that is ready."""
    if status(ctx, file) != "READY":
        return None
    return f"{ctx.base_url}shopify/{ctx.store}/cdn/{file['id']}/{file['filename']}"


def mime_of(file: Document) -> str:
    return mimetypes.guess_type(file["filename"])[0] or "application/octet-stream"


def file_gid(file: Document) -> str:
    return gid(file["kind"], file["id"])
