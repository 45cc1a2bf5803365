"""
What a step may use: the remote systems, the ledger, the clock, the operators' files, and which attempt it is.

`connect` builds what a process shares; `Connections.context` narrows it to one run. Nothing is opened before the first
use, so that importing or forking costs nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from pathlib import Path

from redis import Redis

from integrator.clients.auth import BearerTokens, ShopifyTokens
from integrator.clients.ecm import Ecm
from integrator.clients.file360 import File360
from integrator.clients.filr import Filr
from integrator.clients.gate import DEFAULT_RATES, Gate
from integrator.clients.http import Http
from integrator.clients.limits import Limit, Rate
from integrator.clients.notifications import NotificationCenter, Notifications
from integrator.clients.shopify import Shopify
from integrator.clients.trading_grid import TradingGrid
from integrator.clients.workflow import Workflow
from integrator.clock import Clock, SystemClock
from integrator.ledger.database import Ledger
from integrator.ledger.runs import Wakeup
from integrator.ledger.sealing import Seal
from integrator.repositories import EcmRepository, FilrRepository, Repository
from integrator.retention import Retention, load_retention
from integrator.settings import Settings
from integrator.stores import Store, credentials_of, load_stores
from integrator.teams import Team, load_teams

_FILE_DEADLINE = timedelta(minutes=5)
_LARGEST_FILE = 1024**3
"""Of what Shopify writes for a bulk operation: about a thousand bytes for each order."""

_LARGEST_DOCUMENT = 100 * 1024**2
"""Of what people put into File 360, such as artwork for print."""

_LARGEST_PAPER = 26 * 1024**2
"""Of what partners attach to a case: 25 MB."""

_OPENTEXT = ("tokens", "ecm", "workflow", "notifications", "file360", "filr", "trading_grid")


class NoBroker(Exception):
    """No Redis is configured and no embedded one has written its address."""


@dataclass
class Connections:
    """What one process shares between its threads."""

    settings: Settings
    clock: Clock = field(default_factory=SystemClock)

    @cached_property
    def ledger(self) -> Ledger:
        return Ledger(self.settings.ledger_url)

    @cached_property
    def _broker_url(self) -> str:
        if not self.settings.broker_url:
            raise NoBroker(
                "there is no Redis: set REDIS_URL, or let `integrator demo` start the embedded one in this data folder"
            )
        return self.settings.broker_url

    @cached_property
    def redis(self) -> Redis:
        """Redis for the stream, limits and breakers; short timeouts, because nothing may hang on it."""
        return Redis.from_url(self._broker_url, socket_timeout=2, socket_connect_timeout=2, health_check_interval=10)

    @cached_property
    def seal(self) -> Seal:
        return Seal.from_settings(self.settings)

    @cached_property
    def stores(self) -> Mapping[str, Store]:
        return load_stores(self.settings.config_dir / "stores.toml")

    @cached_property
    def teams(self) -> Mapping[str, Team]:
        return load_teams(self.settings.config_dir / "teams.toml")

    @cached_property
    def retention(self) -> Retention:
        return load_retention(self.settings.config_dir / "retention.toml")

    @cached_property
    def gate(self) -> Gate:
        rate = Rate(per_second=self.settings.opentext_rate, burst=max(5, int(self.settings.opentext_rate)))
        rates: dict[str, Limit] = {**DEFAULT_RATES, **dict.fromkeys(_OPENTEXT, rate)}
        return Gate.connect(self._broker_url, key_prefix=self.settings.key_prefix, rates=rates)

    def http(self, system: str) -> Http:
        return Http(system, gate=self.gate, deadline=self.settings.remote_deadline)

    @cached_property
    def _opentext_tokens(self) -> BearerTokens:
        return BearerTokens(
            self.settings.opentext_token_url,
            self.settings.opentext_client_id,
            self.settings.opentext_client_secret,
            http=self.http("tokens"),
        )

    @cached_property
    def workflow(self) -> Workflow:
        return Workflow(
            self.settings.workflow_url,
            self.settings.workflow_history_url,
            tokens=self._opentext_tokens,
            http=self.http("workflow"),
            claim_as=self.settings.workflow_claim_as,
        )

    @cached_property
    def notifications(self) -> Notifications:
        return Notifications(
            self.settings.notifications_url, tokens=self._opentext_tokens, http=self.http("notifications")
        )

    @cached_property
    def _file360_tokens(self) -> BearerTokens:
        settings = self.settings
        client_id, secret = settings.opentext_client_id, settings.opentext_client_secret
        if settings.file360_client_id:
            client_id, secret = settings.file360_client_id, settings.file360_client_secret
        url = settings.file360_token_url or settings.opentext_token_url
        return BearerTokens(url, client_id, secret, http=self.http("tokens"))

    @cached_property
    def _file360(self) -> File360:
        files = Http("file360", gate=self.gate, deadline=_FILE_DEADLINE, max_bytes=_LARGEST_DOCUMENT)
        return File360(self.settings.file360_url, tokens=self._file360_tokens, http=self.http("file360"), files=files)

    @cached_property
    def filr(self) -> Filr:
        """Filr, for sites where it stands in for File 360."""
        settings = self.settings
        return Filr(
            settings.file360_filr_url,
            username=settings.file360_filr_username,
            password=settings.file360_filr_password,
            http=self.http("filr"),
            files=Http("filr", gate=self.gate, deadline=_FILE_DEADLINE, max_bytes=_LARGEST_DOCUMENT),
        )

    def file360(self, store: Store) -> Repository:
        """Return where a store's working files live: File 360, or the product that stands in for it."""
        if self.settings.file360_filr_url:
            return FilrRepository(self.filr, root_id=self.settings.file360_filr_folder)
        if self.settings.file360_ecm_node:
            return EcmRepository(self.ecm(store), root_id=self.settings.file360_ecm_node)
        return self._file360

    @cached_property
    def notification_center(self) -> NotificationCenter | None:
        """The company's notification center; `None` where there is none."""
        if not self.settings.notification_center_url:
            return None
        return NotificationCenter(
            self.settings.notification_center_url, tokens=self._opentext_tokens, http=self.http("notifications")
        )

    @cached_property
    def trading_grid(self) -> TradingGrid:
        http = Http("trading_grid", gate=self.gate, deadline=self.settings.remote_deadline, max_bytes=_LARGEST_PAPER)
        return TradingGrid(
            self.settings.trading_grid_community_url,
            self.settings.trading_grid_documents_url,
            tokens=self._opentext_tokens,
            http=http,
        )

    @cached_property
    def _ecm_by_system(self) -> dict[str, Ecm]:
        return {}

    def ecm(self, store: Store) -> Ecm:
        """Return the client for the external system that the store's workspaces belong to."""
        known = self._ecm_by_system
        if store.ecm_external_system not in known:
            known[store.ecm_external_system] = Ecm(
                self.settings.ecm_url,
                username=self.settings.ecm_username,
                password=self.settings.ecm_password,
                http=self.http("ecm"),
                ext_system=store.ecm_external_system,
            )
        return known[store.ecm_external_system]

    @cached_property
    def _shopify_by_store(self) -> dict[str, Shopify]:
        return {}

    def shopify(self, store: Store) -> Shopify:
        """Return the Admin API client of a store."""
        known = self._shopify_by_store
        if store.domain not in known:
            credentials = credentials_of(store, self.settings)
            http = self.http("shopify")
            url = self.settings.shopify_url.format(store=store.domain)
            tokens = ShopifyTokens(
                store.domain,
                url=url,
                client_id=credentials.client_id,
                client_secret=credentials.client_secret,
                http=http,
            )
            files = Http("shopify_files", gate=self.gate, deadline=_FILE_DEADLINE, max_bytes=_LARGEST_FILE)
            known[store.domain] = Shopify(store.domain, url=url, tokens=tokens, http=http, files=files)
        return known[store.domain]

    def context(self, *, store: str, run_id: str, flow: str, key: str, quiet: bool, wakeups: list[Wakeup]) -> "Context":
        """Narrow the connections to one attempt of one step."""
        return Context(self, self.stores[store], run_id=run_id, flow=flow, key=key, quiet=quiet, wakeups=wakeups)

    def close(self) -> None:
        """Give back what was opened."""
        if "ledger" in self.__dict__:
            self.ledger.close()
        if "redis" in self.__dict__:
            self.redis.close()


@dataclass(frozen=True)
class Context:
    """What one attempt of one step may use."""

    connections: Connections
    store: Store
    run_id: str
    flow: str
    key: str
    """Idempotency key of this effect, the same for every attempt."""
    quiet: bool
    wakeups: list[Wakeup]
    """Runs that the step made due; they are woken when its ending is recorded."""

    @property
    def settings(self) -> Settings:
        return self.connections.settings

    @property
    def ledger(self) -> Ledger:
        return self.connections.ledger

    @property
    def clock(self) -> Clock:
        return self.connections.clock

    @property
    def shopify(self) -> Shopify:
        return self.connections.shopify(self.store)

    @property
    def ecm(self) -> Ecm:
        return self.connections.ecm(self.store)

    @property
    def file360(self) -> Repository:
        return self.connections.file360(self.store)

    @property
    def workflow(self) -> Workflow:
        return self.connections.workflow

    @property
    def notifications(self) -> Notifications:
        return self.connections.notifications

    @property
    def notification_center(self) -> NotificationCenter | None:
        return self.connections.notification_center

    @property
    def trading_grid(self) -> TradingGrid:
        return self.connections.trading_grid

    @property
    def teams(self) -> Mapping[str, Team]:
        return self.connections.teams

    @property
    def retention(self) -> Retention:
        return self.connections.retention

    @property
    def templates(self) -> Path:
        return self.settings.config_dir / "templates"


def connect(settings: Settings) -> Connections:
    """Build the connections of a process; opens nothing yet."""
    return Connections(settings)
