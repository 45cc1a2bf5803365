"""Filr's answers as its public reference shows them, over a few folders and files in memory."""

import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import responses
from requests import PreparedRequest

URL = "https://filr.example:8443"
ROOT = 48
LOGIN = "Basic Y29ubmVjdG9yOnNlY3JldA=="
"""connector:secret"""

Reply = tuple[int, dict[str, str], str | bytes]


def folder_row(number: int, title: str) -> dict[str, Any]:
    return {
        "id": number,
        "doc_type": "binder",
        "entity_type": "folder",
        "title": title,
        "path": f"/Home Workspace/{title}",
        "href": f"/folders/{number}",
        "links": [{"rel": "child_library_files", "href": f"/folders/{number}/library_files"}],
    }


@dataclass
class FilrAnswers:
    """What a Filr would answer; `keeps_md5` is off for a server that answers without the checksum."""

    keeps_md5: bool = True
    folders: dict[int, tuple[int, str]] = field(default_factory=lambda: {ROOT: (0, "Shopify")})
    files: dict[str, tuple[int, str, list[bytes]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def add_to(self, mock: responses.RequestsMock) -> None:
        for method in ("GET", "POST", "DELETE"):
            mock.add_callback(method, re.compile(f"{URL}/rest/.*"), self.answer)

    def answer(self, request: PreparedRequest) -> Reply:
        split = urlsplit(str(request.url))
        self.asked.append(f"{request.method} {split.path.removeprefix('/rest')}")
        if request.headers.get("Authorization") != LOGIN:
            return 401, {"WWW-Authenticate": "Basic"}, ""
        query = {name: values[0] for name, values in parse_qs(split.query).items()}
        kind, *rest = split.path.removeprefix("/rest/").split("/")
        if kind == "self":
            return _json({"id": 7, "workspace": {"id": 8}})
        number, what = rest[0], "".join(rest[1:])
        if request.method == "DELETE":
            found = self.files.pop(number, None) if kind == "files" else self.folders.pop(int(number), None)
            return (204, {}, "") if found else _json({"code": "NOT_FOUND", "message": "gone"}, 404)
        if kind == "files":
            return self._about_file(request, number, what)
        return self._about_folder(request, int(number), what, query)

    def _about_file(self, request: PreparedRequest, number: str, what: str) -> Reply:
        if request.method == "POST":
            self.files[number][2].append(_body(request))
        is_content = request.method == "GET" and what != "metadata"
        return (200, {}, self.files[number][2][-1]) if is_content else _json(self.file_row(number))

    def _about_folder(self, request: PreparedRequest, number: int, what: str, query: dict[str, str]) -> Reply:
        match request.method, what:
            case "GET", "library_children":
                return self._children(number, query)
            case "POST", "library_folders":
                return self._create(number, json.loads(request.body or "")["title"])
            case "POST", "library_files":
                return self._upload(number, query["file_name"], _body(request))
        return self._folder(number)

    def file_row(self, number: str) -> dict[str, Any]:
        folder, name, versions = self.files[number]
        md5 = {"md5": hashlib.md5(versions[-1], usedforsecurity=False).hexdigest()} if self.keeps_md5 else {}
        return {
            "id": number,
            "doc_type": "file",
            "name": name,
            "length": len(versions[-1]),
            "version_number": len(versions),
            "parent_binder": {"id": folder, "href": f"/folders/{folder}"},
            "owning_entity": {"type": "folderEntry", "id": 900},
            **md5,
        }

    def _folder(self, number: int) -> Reply:
        if number not in self.folders:
            return _json({"code": "BINDER_NOT_FOUND", "message": f"no binder {number}"}, 404)
        return _json(folder_row(number, self.folders[number][1]))

    def _children(self, parent: int, query: dict[str, str]) -> Reply:
        rows = [folder_row(number, title) for number, (above, title) in self.folders.items() if above == parent]
        rows += [self.file_row(number) for number, (above, _, _) in self.files.items() if above == parent]
        rows = [row for row in rows if query.get("title") in {None, row.get("title"), row.get("name")}]
        first = int(query["first"])
        page = rows[first : first + int(query["count"])]
        return _json({"first": first, "count": len(page), "total": len(rows), "items": page})

    def _create(self, parent: int, title: str) -> Reply:
        for number, known in self.folders.items():
            if known == (parent, title):
                return _json({"code": "TITLE_EXISTS", "message": "taken", "data": folder_row(number, title)}, 409)
        number = max(self.folders) + 1
        self.folders[number] = (parent, title)
        return _json(folder_row(number, title))

    def _upload(self, folder: int, name: str, content: bytes) -> Reply:
        number = f"{len(self.files) + 1:032x}"
        self.files[number] = (folder, name, [content])
        return _json(self.file_row(number))


def _json(document: dict[str, Any], status: int = 200) -> Reply:
    return status, {"Content-Type": "application/json"}, json.dumps(document)


def _body(request: PreparedRequest) -> bytes:
    assert request.headers["Content-Type"] == "application/octet-stream"
    return request.body if isinstance(request.body, bytes) else b""
