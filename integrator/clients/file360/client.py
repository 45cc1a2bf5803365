"""
File 360: folders, files, reviews, sharing, retention and activities of one tenant.

No public interface of the product is known; what is spoken here is our own profile. Each part keeps to its own file;
this one puts them together.

Source: contracts/opentext/file360, section 5. [profile]
"""

from integrator.clients.auth import Tokens
from integrator.clients.file360.capabilities import EVERYTHING
from integrator.clients.file360.connection import Connection
from integrator.clients.file360.feed import Feed
from integrator.clients.file360.files import Files
from integrator.clients.file360.folders import Folders
from integrator.clients.file360.items import Items
from integrator.clients.file360.records import Records
from integrator.clients.file360.sharing import Sharing
from integrator.clients.http import Http


class File360:
    """
    The service as one client sees it; may be shared by threads.

    Every operation may also raise each of the six errors of `integrator.clients.errors`.

    Args:
        url: base without version, such as `https://host/file360`.
        tokens: of the site's OTDS.
        http: the way to the service.
        files: the way for content, with a longer deadline and larger answers; None takes `http` for it.
    """

    capabilities = EVERYTHING

    def __init__(self, url: str, *, tokens: Tokens, http: Http, files: Http | None = None) -> None:
        connection = Connection(url, tokens=tokens, http=http, files=files or http)
        folders = Folders(connection)
        items = Items(connection)
        contents = Files(connection)
        sharing = Sharing(connection)
        records = Records(connection)
        feed = Feed(connection)

        self.who_am_i = folders.who_am_i
        self.find = folders.find
        self.find_at = folders.find_at
        self.get = folders.get
        self.list_folder = folders.list_folder
        self.open_folder = folders.open_folder
        self.open_path = folders.open_path
        self.set_properties = items.set_properties
        self.trash = items.trash
        self.upload = contents.upload
        self.add_version = contents.add_version
        self.versions = contents.versions
        self.download = contents.download
        self.set_status = contents.set_status
        self.share = sharing.share
        self.shares = sharing.shares
        self.end_share = sharing.end_share
        self.open_link = sharing.open_link
        self.links = sharing.links
        self.end_link = sharing.end_link
        self.permissions = records.permissions
        self.set_permissions = records.set_permissions
        self.retention_policies = records.retention_policies
        self.set_retention = records.set_retention
        self.hold = records.hold
        self.release_hold = records.release_hold
        self.activities = feed.activities
        self.activities_of = feed.activities_of
