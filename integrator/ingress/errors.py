"""Why a delivery cannot be kept right now. Each becomes a 503, which Shopify retries for four hours."""


class NotKept(Exception):
    """The delivery is not known to be on disk."""


class JournalFull(NotKept):
    """As much lies unshipped as the settings allow."""


class JournalDown(NotKept):
    """The disk refuses writes, or the journal is closed."""


class JournalStalled(NotKept):
    """The disk takes too long. The row may still be written; Shopify's retry is recognized by its id."""
