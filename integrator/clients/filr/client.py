"""
Filr: folders and files below those that its user may see.

Only what the public reference says is spoken here. How a share is ended by whoever made it, and where earlier
versions are listed, it does not say.

Source: contracts/opentext/file360, 2; novell.com/documentation/filr-rest-api. [documented]
"""

from contextlib import suppress

from pydantic import SecretStr

from integrator.clients.answers import Request
from integrator.clients.filr.connection import Connection, in_query
from integrator.clients.filr.mishaps import NotFound, code_of, error_of
from integrator.clients.filr.models import File, Folder
from integrator.clients.filr.names import file_id, item_name
from integrator.clients.filr.reading import read_existing, read_file, read_folder, read_user
from integrator.clients.http import Http
from integrator.clients.shapes import read_shape

_BYTES = {"Content-Type": "application/octet-stream"}
_CONFLICT = frozenset({409})


class Filr:
    """
    The server as one user sees it; may be shared by threads.

    Every operation may also raise each of the six errors of `integrator.clients.errors`.

    Args:
        url: of the server without `/rest`, such as `https://host:8443`.
        username: of the user that owns the folders, or contributes to them.
        password: of that user; sent with every request.
        http: the way to the server.
        files: the way for content, with a longer deadline and larger answers; None takes `http` for it.
    """

    def __init__(self, url: str, *, username: str, password: SecretStr, http: Http, files: Http | None = None) -> None:
        self._connection = Connection(url, username=username, password=password, http=http, files=files or http)

    def log_in(self) -> None:
        """Ask who we are, which shows whether the server takes our login; repeating is harmless, it only reads."""
        read_shape(self._connection.send("log_in", Request("GET", "/self")), read_user)

    def get_folder(self, folder_id: int) -> Folder:
        """
        Read a folder; repeating is harmless, it only reads.

        Raises:
            NotFound: it is gone.
        """
        return read_shape(self._connection.send("get_folder", Request("GET", f"/folders/{folder_id}")), read_folder)

    def get_file(self, id_: str) -> File:
        """
        Read what is known of a file; repeating is harmless, it only reads.

        Raises:
            NotFound: it is gone.
        """
        answer = self._connection.send("get_file", Request("GET", f"/files/{file_id(id_)}/metadata"))
        return read_shape(answer, read_file)

    def list_children(self, folder_id: int, *, name: str = "") -> list[Folder | File]:
        """
        List the folders and files in a folder, or those of one name; repeating is harmless, it only reads.

        The server's filter takes the whole name; whether it minds upper and lower case is not said, so we do.
        """
        params = {"title": item_name(name)} if name else {}
        found = self._connection.children("list_children", f"/folders/{folder_id}/library_children", params)
        return [child for child in found if name in {"", child.name}]

    def open_folder(self, parent_id: int, name: str) -> Folder:
        """
        Find the folder or create it. Idempotent by (parent, name): the server answers with the one that is there.

        Raises:
            NameFormatError: Filr may not take the name.
            NameTaken: something else has the name.
            NotFound: the parent is gone.
        """
        request = Request("POST", f"/folders/{parent_id}/library_folders", json={"title": item_name(name)})
        answer = self._connection.send("open_folder", request, own=_CONFLICT)
        if answer.status < 400:
            return read_shape(answer, read_folder)
        if code_of(answer) != "TITLE_EXISTS" or not isinstance(answer.json_object().get("data"), dict):
            raise error_of(answer)
        return read_shape(answer, read_existing)

    def upload(self, folder_id: int, name: str, content: bytes) -> File:
        """
        Store a new file.

        Not idempotent by itself: the caller looks by (folder, name) first, and lets one worker at a time store a file.

        Raises:
            NameFormatError: Filr may not take the name.
            Conflict: as `NameTaken`, where the server says so, the name is taken.
            NotFound: the folder is gone.
        """
        url = f"/folders/{folder_id}/library_files?{in_query({'file_name': item_name(name)})}"
        answer = self._connection.send_content("upload", Request("POST", url, data=content, headers=_BYTES))
        return read_shape(answer, read_file)

    def replace_content(self, id_: str, content: bytes) -> None:
        """
        Give a file new content; the server keeps it as the next version.

        Not idempotent by itself: the caller compares the hash of what is there first.

        Raises:
            NotFound: the file is gone.

        Source: contracts/opentext/file360, 2; that the body is the bare content, as in an upload, is [inferred].
        """
        request = Request("POST", f"/files/{file_id(id_)}", data=content, headers=_BYTES)
        self._connection.send_content("replace_content", request)

    def download(self, id_: str) -> bytes:
        """
        Read the newest content of a file; repeating is harmless, it only reads.

        Raises:
            NotFound: the file is gone.
        """
        request = Request("GET", f"/files/{file_id(id_)}", headers={"Accept": "*/*"})
        return self._connection.send_content("download", request).body

    def trash_folder(self, folder_id: int) -> None:
        """Move a folder to the trash. Idempotent: one that is gone counts as moved."""
        self._trash("trash_folder", f"/folders/{folder_id}")

    def trash_file(self, id_: str) -> None:
        """Move a file to the trash. Idempotent: one that is gone counts as moved."""
        self._trash("trash_file", f"/files/{file_id(id_)}")

    def _trash(self, operation: str, path: str) -> None:
        with suppress(NotFound):
            self._connection.send(operation, Request("DELETE", f"{path}?purge=false"))
