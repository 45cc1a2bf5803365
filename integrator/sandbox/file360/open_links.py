"""What an address without a login opens: a file's newest content, or the list of a folder's files."""

from urllib.parse import quote

from starlette.responses import JSONResponse, Response

from integrator.sandbox.file360.state import File360


def open_link(state: File360, token: str, password: str) -> Response:
    """Serve what a link leads to and count it; raises 404 when it leads nowhere."""
    with state.world.db.transaction():
        link = state.links.opened(token, password)
        item = state.items.get(link["item_id"])
        state.links.put({**link, "download_count": link["download_count"] + 1})
        visitor = {"type": "anonymous", "id": "", "email": ""}
        state.journal.record("link_downloaded", item, actor=visitor, key="", link=link["id"])
    if item["type"] == "folder":
        names = [child["name"] for child in state.items.children(item["id"]) if child["type"] == "file"]
        return JSONResponse({"name": item["name"], "files": names})
    newest = item["versions"][-1]
    headers = {
        "Content-Type": newest["mime_type"],
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(item['name'])}",
    }
    return Response(state.versions.content(item, newest), headers=headers)
