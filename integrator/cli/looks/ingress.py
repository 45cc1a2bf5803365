"""Whether deliveries bear our signature: only an ingress that runs can tell, by what it has answered so far."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPException

from integrator.cli.looks.look import Look, Seen
from integrator.context import Connections
from integrator.settings import Settings

_SECONDS = 3.0
_CORRECT = (
    "Put the client secret that the app shows in Shopify's Dev Dashboard first into INTEGRATOR_SHOPIFY_CLIENT_SECRETS "
    "(or the store's own variable), then restart the ingress."
)


def signatures(connections: Connections) -> Iterator[Seen]:
    """Ask the ingress of this machine how many deliveries it kept, and how many it refused for their signature."""
    url = _health_url(connections.settings)
    answers = _answers(url)
    if answers is None:
        text = f"no ingress answers at {url}, so whether webhooks bear our secret is not known"
        yield Seen("ingress", "warning", text, "Start `integrator ingress`, or run this where it runs.")
        return
    kept, unsigned = answers.get("kept", 0), answers.get("unsigned", 0)
    if unsigned and not kept:
        text = f"webhook secret: all {unsigned} deliveries since the ingress started bear another signature than ours"
        yield Seen("ingress", "wrong", text, _CORRECT)
    elif unsigned > kept:
        text = f"webhook secret: {unsigned} deliveries bear another signature than ours, {kept} bear ours"
        yield Seen("ingress", "warning", text, f"Unless somebody else calls this address: {_CORRECT}")
    else:
        yield Seen("ingress", "good", f"{kept} deliveries kept, {unsigned} refused for their signature")


def _health_url(settings: Settings) -> str:
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.ingress_host, settings.ingress_host)  # noqa: S104
    return f"http://{host}:{settings.ingress_port}/healthz"


def _answers(url: str) -> dict[str, int] | None:
    # No proxy of the environment between us and our own ingress.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=_SECONDS) as answer:
            text = answer.read(100_000)
    except urllib.error.HTTPError as error:
        with error:  # An ingress whose journal is full answers 503, with the same figures.
            text = error.read(100_000)
    except (OSError, HTTPException):
        return None
    try:
        found = json.loads(text)["answers"]
        return {str(kind): int(count) for kind, count in found.items()}
    except (ValueError, TypeError, KeyError, AttributeError):
        return None  # Something else listens there.


INGRESS = Look("ingress", signatures, "Look at INTEGRATOR_INGRESS_HOST and INTEGRATOR_INGRESS_PORT.")
