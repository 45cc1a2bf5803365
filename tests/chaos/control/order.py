"""What the control calls things, apart from the tasks so that judging imports no Celery."""

STORE = "acme.myshopify.com"


def key_of(number: str) -> str:
    """Return the business key of an order's question."""
    return f"CONTROL:{STORE}:order:{number}:1"
