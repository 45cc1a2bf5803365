"""Receive Shopify's webhooks until the process is told to end."""

from argparse import Namespace

from integrator.cli.command import DONE
from integrator.cli.surroundings import read_settings
from integrator.dispatch import Dispatcher
from integrator.ingress.server import serve
from integrator.preflight import require_urls
from integrator.stores import load_stores, secrets_of
from integrator.telemetry import configure_logging


def run(_: Namespace) -> int:
    """Serve; the webhook secrets are read once, at the start."""
    settings = read_settings()
    configure_logging(settings.log_level)
    require_urls(settings)
    stores = load_stores(settings.config_dir / "stores.toml")
    secrets = {domain: secrets_of(store, settings) for domain, store in stores.items()}
    serve(
        settings,
        secrets_of=lambda domain: secrets.get(domain, ()),
        ring=Dispatcher(settings).ring,
    )
    return DONE
