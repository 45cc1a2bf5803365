"""
Reading Filr's answers: folders, files, pages of a list.

Pure functions over decoded JSON; for an answer of another shape they raise what Python raises.

Source: contracts/opentext/file360, 2. [documented]
"""

from typing import Any

from integrator.clients.filr.models import File, Folder


def read_children(document: Any) -> tuple[list[Folder | File], int, int]:
    """The folders and files of one page, how many rows it has with all others, and how many the whole list has."""
    rows = document["items"]
    if not isinstance(rows, list):
        raise TypeError("a list of rows is no list")
    found = [child for child in map(_read_child, rows) if child is not None]
    return found, len(rows), int(document["total"])


def read_folder(row: Any) -> Folder:
    """A folder."""
    return Folder.model_validate({"id": row["id"], "name": row["title"]})


def read_file(row: Any) -> File:
    """A file; `parent_binder` and `md5` may be missing."""
    parent = row.get("parent_binder") or {}
    return File.model_validate(
        {
            "id": row["id"],
            "name": row["name"],
            "size": row.get("length") or 0,
            "md5": row.get("md5") or "",
            "version_number": row.get("version_number") or 0,
            "folder_id": parent.get("id") or 0,
        }
    )


def read_existing(document: Any) -> Folder:
    """The folder that is in the way of a creation."""
    return read_folder(document["data"])


def read_user(document: Any) -> int:
    """The number of the user."""
    return int(document["id"])


def _read_child(row: Any) -> Folder | File | None:
    match row["doc_type"]:
        case "binder":
            return read_folder(row)
        case "file":
            return read_file(row)
        case _:
            return None
