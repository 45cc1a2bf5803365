"""What a product can do that stands behind the folders and files of a store."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Capabilities:
    """
    A flow asks before it uses one; folders, files, versions by upload, and downloads every product has.

    Source: contracts/opentext/file360, 5.5. [profile]
    """

    supports_external_reference: bool
    """Items carry a key of ours and are found by it. Otherwise path and name are the key."""
    supports_properties: bool
    """Items carry values of ours."""
    supports_versions: bool
    """Earlier versions can be listed and read; without it only the newest is there."""
    supports_status: bool
    """Files are reviewed and approved there."""
    supports_sharing: bool
    """Folders and files can be shared with people outside, and the share ends."""
    supports_links: bool
    """An address can be made that opens an item without a login."""
    supports_permissions: bool
    """We may say which groups may do what in a folder."""
    supports_retention: bool
    """Items can be put under a retention policy."""
    supports_holds: bool
    """Items can be kept from being deleted until we say otherwise."""
    supports_activity_feed: bool
    """Who did what can be asked for, from a mark on."""


EVERYTHING = Capabilities(
    supports_external_reference=True,
    supports_properties=True,
    supports_versions=True,
    supports_status=True,
    supports_sharing=True,
    supports_links=True,
    supports_permissions=True,
    supports_retention=True,
    supports_holds=True,
    supports_activity_feed=True,
)
"""What the File 360 profile can do."""
