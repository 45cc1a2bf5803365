"""The stores we serve: `config/stores.toml`, its model, its loader, and where a store's secrets come from."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr

from integrator.clock import ZoneName
from integrator.config_file import ConfigError, read_entries
from integrator.settings import Settings

_DOMAIN = re.compile(r"[a-z0-9][a-z0-9-]*\.myshopify\.com")


def _store_domain(value: str) -> str:
    if not _DOMAIN.fullmatch(value) or len(value) > 100:
        raise ValueError(f"{value[:120]!r} is not a domain such as 'acme.myshopify.com', in lower case")
    return value


EnvironmentName = Annotated[str, Field(pattern=r"^([A-Z][A-Z0-9_]*)?$")]
"""Name of an environment variable, in capitals; empty names none."""


class Store(BaseModel):
    """One Shopify shop we serve."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    domain: Annotated[str, AfterValidator(_store_domain)]
    """`<name>.myshopify.com`, what Shopify calls the store in its headers."""
    title: Annotated[str, Field(min_length=1, max_length=100)]
    """What people call the store, in documents and messages."""
    go_live: date
    """Orders made before this day, in the store's time zone, are left alone unless a rule says so (R6)."""
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    """Shop currency, ISO 4217."""
    time_zone: ZoneName
    tag_prefix: Annotated[str, Field(pattern=r"^[A-Za-z0-9]([A-Za-z0-9_-]{0,18}[A-Za-z0-9])?$")] = "ot"
    """What the tags we set in Shopify begin with (R24)."""
    ecm_external_system: Annotated[str, Field(min_length=1, max_length=64)] = "SHOPIFY"
    """Name of the external system in Extended ECM that the store's workspaces belong to."""
    capture_on_release: bool = False
    """Whether a released order's payment is captured by us; false leaves it to the store."""
    quiet: bool = False
    """Whether everything is done without telling anyone (R28)."""
    secrets_env: EnvironmentName = ""
    """Variable with this store's own client secrets, newest first, between blanks. Empty: the common ones."""
    client_id_env: EnvironmentName = ""
    """Variable with this store's own client id. Empty: the one of all stores."""

    @property
    def go_live_at(self) -> datetime:
        """The first moment of the go-live day, in UTC."""
        return datetime.combine(self.go_live, time(0), ZoneInfo(self.time_zone)).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Credentials:
    """What we ask Shopify for an access token with."""

    client_id: str
    client_secret: SecretStr


def load_stores(path: Path) -> dict[str, Store]:
    """Read `stores.toml`; returns the stores by domain, in file order. Raises `ConfigError`."""
    stores, problems = read_entries(path, "store", Store, key="domain")
    if problems:
        raise ConfigError(path, problems)
    return stores


class MissingSecretError(LookupError):
    """A store's client id or secret is not set; the text names the store and the variable."""

    def __init__(self, store: Store, variable: str) -> None:
        super().__init__(f"store {store.domain}: the environment variable {variable} is missing or empty")


def secrets_of(store: Store, settings: Settings, *, environ: Mapping[str, str] = os.environ) -> tuple[bytes, ...]:
    """
    Every client secret whose signature we accept from `store`, newest first; never empty.

    Raises:
        MissingSecretError: no secret is set.
    """
    if store.secrets_env:
        text = environ.get(store.secrets_env, "")
    else:
        text = settings.shopify_client_secrets.get_secret_value()
    if not text.split():
        raise MissingSecretError(store, store.secrets_env or "INTEGRATOR_SHOPIFY_CLIENT_SECRETS")
    return tuple(secret.encode() for secret in text.split())


def credentials_of(store: Store, settings: Settings, *, environ: Mapping[str, str] = os.environ) -> Credentials:
    """
    The client id and newest secret of the app in `store`.

    Raises:
        MissingSecretError: id or secret is not set.
    """
    client_id = environ.get(store.client_id_env, "") if store.client_id_env else settings.shopify_client_id
    if not client_id:
        raise MissingSecretError(store, store.client_id_env or "INTEGRATOR_SHOPIFY_CLIENT_ID")
    newest = secrets_of(store, settings, environ=environ)[0]
    return Credentials(client_id, SecretStr(newest.decode()))
