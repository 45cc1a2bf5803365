"""Tags: short texts without case, on orders, customers, products and drafts."""

from integrator.sandbox.shopify.errors import Refused

_LONGEST = 40


def tags_from(texts: list[str]) -> list[str]:
    """Return single tags, for one text may hold several with commas between; raises `Refused`."""
    tags = [tag.strip() for text in texts for tag in text.split(",") if tag.strip()]
    if any(len(tag) > _LONGEST for tag in tags):
        raise Refused(["tags"], f"Tag exceeds the maximum length of {_LONGEST} characters")
    return tags


def with_added(there: list[str], wanted: list[str]) -> tuple[list[str], list[str]]:
    """Return all tags, sorted, and those of them that are new."""
    missing = {tag.lower(): tag for tag in reversed(wanted)}
    for tag in there:
        missing.pop(tag.lower(), None)
    return sorted([*there, *missing.values()], key=str.lower), sorted(missing.values())


def with_removed(there: list[str], unwanted: list[str]) -> tuple[list[str], list[str]]:
    """Return the tags that stay and those that go."""
    names = {tag.lower() for tag in unwanted}
    gone = [tag for tag in there if tag.lower() in names]
    return [tag for tag in there if tag not in gone], gone
