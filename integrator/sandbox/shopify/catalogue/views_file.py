"""Files and media as GraphQL shows them."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.catalogue import files, uploads
from integrator.sandbox.shopify.context import Context


def file_view(ctx: Context, file: Document) -> dict[str, Any]:
    """Build a `GenericFile` or a `MediaImage`."""
    address = files.url(ctx, file)
    view = {
        "__typename": file["kind"],
        "id": files.file_gid(file),
        "alt": file["alt"],
        "createdAt": file["created_at"],
        "updatedAt": file["updated_at"],
        "fileStatus": files.status(ctx, file),
        "fileErrors": files.errors(ctx, file),
        "preview": {"image": _image(address, file), "status": files.status(ctx, file)},
    }
    if file["kind"] == "GenericFile":
        path = uploads.path_of(ctx.action.world, file["source"])
        size = None if path is None else path.stat().st_size
        return {**view, "url": address, "mimeType": files.mime_of(file), "originalFileSize": size}
    return {
        **view,
        "image": _image(address, file),
        "mimeType": files.mime_of(file),
        "mediaContentType": "IMAGE",
        "status": view["fileStatus"],
    }


def _image(address: str | None, file: Document) -> dict[str, Any] | None:
    if address is None:
        return None
    return {"id": files.file_gid(file), "url": address, "altText": file["alt"], "width": 1600, "height": 1600}
