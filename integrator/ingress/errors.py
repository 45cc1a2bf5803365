"""What can go wrong in the ingress."""


class IngressError(Exception):
    """Common ancestor; texts are safe to log."""


class NotKept(IngressError):
    """The delivery is not known to be on disk. It becomes a 503, which Shopify retries for four hours."""


class JournalFull(NotKept):
    """As much lies unshipped as the settings allow."""


class JournalDown(NotKept):
    """The disk refuses writes, or the journal is closed."""


class JournalStalled(NotKept):
    """The disk takes too long. The row may still be written; Shopify's retry is recognized by its id."""


class JournalUnknown(IngressError):
    """The journal's file was written by another version of this program."""


class BodyTooLarge(IngressError):
    """The body is, or says it is, larger than one may be."""


class BodiesTooMany(IngressError):
    """So many bodies are under way that another one has no room."""


class WentAway(IngressError):
    """The client hung up before its body was whole."""
