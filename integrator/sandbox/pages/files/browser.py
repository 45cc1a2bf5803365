"""The pages of the file browser."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from integrator.sandbox.pages.files import preview
from integrator.sandbox.pages.files.sources import sources
from integrator.sandbox.pages.files.tree import Node, TreeSource, Version
from integrator.sandbox.pages.showing import NotHereError, Pages, View, guarded


def routes(pages: Pages) -> list[Route]:
    browser = _Browser(sources(pages.world))
    return [
        pages.page("/files", browser.all_sources),
        pages.page("/files/{source}", browser.root),
        pages.page("/files/{source}/{id}", browser.node),
        guarded(Route("/files/{source}/{id}/content", browser.content, methods=["GET"])),
    ]


class _Browser:
    def __init__(self, known: Mapping[str, TreeSource]) -> None:
        self._sources = known

    def all_sources(self, _request: Request) -> View:
        return View("sources.html", {"sources": self._sources.values()})

    def root(self, request: Request) -> View:
        source = self._source(request)
        return self._view(source, source.root)

    def node(self, request: Request) -> View:
        return self._view(self._source(request), request.path_params["id"], request.query_params.get("version", ""))

    async def content(self, request: Request) -> Response:
        source = self._sources.get(request.path_params["source"])
        version, wanted = request.query_params.get("version", ""), request.query_params.get("as", "download")
        found = source.content(request.path_params["id"], version) if source else None
        if found is None:
            return Response("There is no such document or version.", 404, media_type="text/plain")
        return preview.download(found) if wanted == "download" else preview.inline(found)

    def _source(self, request: Request) -> TreeSource:
        source = self._sources.get(request.path_params["source"])
        if source is None:
            raise NotHereError("There is no such file store.")
        return source

    def _view(self, source: TreeSource, node_id: str, version: str = "") -> View:
        node = source.find(node_id)
        if node is None:
            raise NotHereError(f"{source.title} has nothing at {node_id}.")
        chosen = _chosen(node, version)
        facts = {"source": source, "node": node, "chosen": chosen, "kind": "", "text": ""}
        if chosen is not None and (found := source.content(node.id, chosen.word)) is not None:
            kind = preview.kind_of(found)
            facts |= {"kind": kind, "text": preview.text_of(found) if kind == "text" else ""}
        return View("node.html", facts)


def _chosen(node: Node, word: str) -> Version | None:
    if not node.versions:
        return None
    chosen = next((one for one in node.versions if word in {"", one.word}), None)
    if chosen is None:
        raise NotHereError(f"{node.name} has no version {word}.")
    return chosen
