"""
Process settings, read from the environment.

Every setting says meaning, unit, default and what zero or empty means. Secrets are `SecretStr`, so that they never show
in a repr or a traceback. Operators' rules, teams and stores live in `config/`, not here.
"""

from datetime import timedelta
from functools import cached_property
from pathlib import Path

from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

NOWHERE = "redis://127.0.0.1:1/0"
"""A dead address instead of no Redis, so that nobody else's is reached by default."""


def _either(name: str) -> AliasChoices:
    return AliasChoices(f"INTEGRATOR_{name}", name)


class Settings(BaseSettings):
    """What one process needs to know; each field is the environment variable `INTEGRATOR_<NAME>`."""

    model_config = SettingsConfigDict(env_prefix="INTEGRATOR_", extra="ignore", populate_by_name=True, frozen=True)

    # Where things are kept.
    data_dir: Path = Path("var")
    """Folder of the journal, the embedded ledger and broker, and generated keys. Created when missing."""

    config_dir: Path = Path("config")
    """Folder of rules.toml, teams.toml, stores.toml, retention.toml and templates/."""

    database_url: str = Field("", validation_alias=_either("DATABASE_URL"))
    """SQL ledger, `postgresql://...` or `sqlite:///...`. Empty: SQLite in `data_dir/ledger.sqlite3`."""

    redis_url: str = Field("", validation_alias=_either("REDIS_URL"))
    """Redis or Valkey >= 6.2, one node. Empty: the embedded server's socket file in `data_dir`."""

    key_prefix: str = "fleet:"
    """Prefix of every Redis key of ours, so that a Redis may be shared."""

    # Secrets.
    seal_key: SecretStr = SecretStr("")
    """AES-256 key for raw bodies at rest, 64 hex digits. Empty: generated once into `data_dir/seal.key`, mode 0600."""

    installation: str = "local"
    """Name of this installation; part of every idempotency key, so it must never change once work was done."""

    # Ingress.
    ingress_host: str = "127.0.0.1"
    ingress_port: int = 8080
    ingress_public_url: str = ""
    """Address that Shopify calls, used when subscriptions are made. Empty: built from host and port."""

    journal_max_bytes: int = 1024**3
    """Unshipped bytes beyond which the ingress answers 503. Zero: no limit."""

    journal_max_rows: int = 100_000
    """Unshipped deliveries beyond which the ingress answers 503. Zero: no limit."""

    journal_keep: timedelta = timedelta(hours=48)
    """How long shipped deliveries stay in the journal."""

    reship_window: timedelta = timedelta(hours=24)
    """How far back the journal is shipped again after Redis lost its data."""

    # Remote systems. Each base URL is its own value; none is computed from a region.
    shopify_url: str = "https://{store}"
    """Admin base URL; `{store}` is replaced by the store's domain."""

    shopify_client_id: str = ""
    shopify_client_secrets: SecretStr = SecretStr("")
    """The app's client secrets, newest first, separated by blanks; all are accepted for webhook signatures."""

    opentext_token_url: str = ""
    """Gateway issuer, `https://{region}.api.opentext.com/tenants/{tenant}/oauth2/token`."""

    opentext_client_id: str = ""
    opentext_client_secret: SecretStr = SecretStr("")

    ecm_url: str = ""
    """Content Server's API base, for example `https://host/cs/cs/api`."""

    ecm_username: str = ""
    ecm_password: SecretStr = SecretStr("")

    workflow_url: str = ""
    """`https://{region}.api.opentext.com/workflow/v1`."""

    workflow_history_url: str = ""
    """`https://{region}.api.opentext.com/workflow-history/v1`."""

    workflow_claim_as: str = ""
    """E-mail of the service user that claims connector tasks. Empty: complete without claiming."""

    notifications_url: str = ""
    """`https://api.eu.cloudmessaging.opentext.com`."""

    notification_center_url: str = ""
    """Base of a notification center of the company's own, which then tells the teams instead. Empty: there is none."""

    notifications_from: str = "Order desk"
    """Display name of outgoing mails."""

    file360_url: str = ""
    """Base of File 360 without version, such as `https://host/file360`. Empty: File 360 is not used."""

    file360_token_url: str = ""
    """The site's OTDS, `https://host/otdsws/oauth2/token`. Empty: `opentext_token_url`."""

    file360_client_id: str = ""
    """Client at that issuer. Empty: `opentext_client_id` and its secret."""

    file360_client_secret: SecretStr = SecretStr("")

    file360_ecm_node: int = 0
    """Node of Extended ECM below which folders and files go instead of File 360. Zero: File 360 itself."""

    file360_filr_url: str = ""
    """Filr, `https://host:8443` without `/rest`, whose folders hold the files instead of File 360. Empty: not Filr."""

    file360_filr_username: str = ""
    """User of Filr that contributes to the folder."""

    file360_filr_password: SecretStr = SecretStr("")

    file360_filr_folder: int = 0
    """Number of the folder of Filr below which folders and files go."""

    trading_grid_community_url: str = ""
    """Base of Active Community, before `/active-community/v1`. Empty: partners are not asked."""

    trading_grid_documents_url: str = ""
    """Base of Active Documents, before `/active-documents/v1`. Empty: no documents are exchanged."""

    remote_deadline: timedelta = timedelta(seconds=30)
    """Total time of one remote call, from connecting to the last byte."""

    opentext_rate: float = 5.0
    """Most calls per second to each OpenText service, over all workers. Shopify tells its own limit."""

    # Fleet.
    lease: timedelta = timedelta(seconds=12)
    """Right of a worker to a run; renewed while the step works. A dead worker's runs are taken over after it."""

    relay_after: timedelta = timedelta(seconds=10)
    """How long a due run may lie unclaimed before its wake-up is sent again."""

    tick: timedelta = timedelta(seconds=5)
    """Distance of beat's ticks for relay, pollers and upkeep."""

    gathering: timedelta = timedelta(minutes=2)
    """Wait before the first alert of a case, so that reasons that arrive together are told together. Zero: none."""

    # Sweeps: what nobody told us is found by asking. Background work, which leaves room for holds.
    watch_subscriptions: timedelta = timedelta(minutes=15)
    """Distance of the looks at the webhook subscriptions. Zero: none, because the app's own file declares them."""

    sweep_every: timedelta = timedelta(minutes=10)
    """Distance of the rounds over changed orders. Zero: none."""

    sweep_overlap: timedelta = timedelta(minutes=15)
    """How far a round goes back behind the last one; covers lagging lists and clocks that differ."""

    sweep_grace: timedelta = timedelta(minutes=2)
    """Age below which a change is left to its webhook, which may still be under way."""

    sweep_again: timedelta = timedelta(hours=24)
    """Age of the open orders that are compared whatever their `updated_at` says. Zero: none."""

    sweep_again_every: timedelta = timedelta(hours=1)
    """Distance of the rounds over open orders."""

    sweep_pages: int = Field(20, ge=1)
    """Most pages of 50 orders in one look."""

    sweep_bulk_pages: int = Field(40, ge=0)
    """Pages after which the rest of a round is left to a bulk operation. Zero: never."""

    sweep_room: float = Field(0.5, ge=0, le=1)
    """Part of a store's cost points that must be free for a sweep to go on; the rest is for holds and steps."""

    sweep_quiet_after: timedelta = timedelta(days=7)
    """Age from which a change that was missed comes in without telling anybody."""

    silence_after: timedelta = timedelta(hours=6)
    """Business hours without a delivery that are too long, until there are weeks to compare with. Zero: never."""

    console_url: str = "http://127.0.0.1:8081"
    """Address of the operators' console, for links in messages."""

    flower_url: str = "http://127.0.0.1:5555"

    flows_package: str = "tasks.flows"
    """Package whose modules declare the flows; the command line loads it by name."""

    metrics_port: int = 0
    """Loopback port on which a worker shows its numbers to Prometheus. Zero: none. Each worker needs its own."""

    log_level: str = "INFO"

    @cached_property
    def ledger_url(self) -> str:
        """The SQLAlchemy URL of the ledger, with the psycopg driver named for PostgreSQL."""
        if not self.database_url:
            return f"sqlite:///{(self.data_dir / 'ledger.sqlite3').absolute()}"
        for prefix in ("postgresql://", "postgres://"):
            if self.database_url.startswith(prefix):
                return "postgresql+psycopg://" + self.database_url.removeprefix(prefix)
        return self.database_url

    @property
    def delivery_url(self) -> str:
        """Where Shopify shall deliver webhooks to."""
        base = self.ingress_public_url or f"http://{self.ingress_host}:{self.ingress_port}"
        return f"{base.rstrip('/')}/webhooks/shopify"

    @property
    def broker_url(self) -> str:
        """The Redis URL, or the address that the embedded server wrote down, or empty when there is neither."""
        if self.redis_url:
            return self.redis_url
        address = self.data_dir / "broker" / "url"
        return address.read_text().strip() if address.exists() else ""
