"""What one sandbox process needs to know; each field is the environment variable `SANDBOX_<NAME>`."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self


@dataclass(frozen=True, slots=True)
class SandboxConfig:
    """Address, folder and logins of the sandbox. The defaults are invented and open nothing real."""

    host: str = "127.0.0.1"
    port: int = 9100
    data_dir: Path = Path("var/sandbox")
    """Folder of the state and the effect ledger. Created when missing."""

    stores: tuple[str, ...] = ("acme.myshopify.com",)
    """Domains of the emulated stores; in the environment separated by commas."""

    shopify_client_id: str = "sandbox-client"
    shopify_client_secret: str = "sandbox-secret"  # noqa: S105 - a published value for an emulation
    webhook_url: str = ""
    """Where every store's default subscriptions deliver to. Empty: no default subscriptions."""

    opentext_client_id: str = "sandbox-client"
    opentext_client_secret: str = "sandbox-secret"  # noqa: S105 - a published value for an emulation
    models_dir: Path | None = Path(__file__).parents[1] / "models"
    """Folder of the BPMN files that Workflow Service begins with. Empty: nothing is deployed."""
    tenant: str = "demo"
    """The tenant that the emulated services belong to; tokens of other tenants are refused."""

    ecm_username: str = "connector"
    ecm_password: str = "connector"  # noqa: S105 - a published value for an emulation
    """The one user account; it also opens the password grant and the Basic login of Notifications."""

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """Read `SANDBOX_*`; an unset variable means the default, `ValueError` a port that is no number."""
        default = cls()

        def text(name: str) -> str:
            return environ.get(f"SANDBOX_{name.upper()}", str(getattr(default, name)))

        stores = environ.get("SANDBOX_STORES", ",".join(default.stores))
        return cls(
            host=text("host"),
            port=int(text("port")),
            data_dir=Path(text("data_dir")),
            stores=tuple(store.strip() for store in stores.split(",") if store.strip()),
            shopify_client_id=text("shopify_client_id"),
            shopify_client_secret=text("shopify_client_secret"),
            webhook_url=text("webhook_url"),
            opentext_client_id=text("opentext_client_id"),
            opentext_client_secret=text("opentext_client_secret"),
            models_dir=Path(models) if (models := text("models_dir")) else None,
            tenant=text("tenant"),
            ecm_username=text("ecm_username"),
            ecm_password=text("ecm_password"),
        )
