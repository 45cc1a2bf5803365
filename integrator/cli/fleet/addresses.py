"""Where the processes of a fleet on this machine listen, and the secrets they share."""

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from integrator.embedded import free_port

STORE = "acme.myshopify.com"
TENANT = "demo"


@dataclass(frozen=True)
class Secrets:
    """Invented once per folder and kept there, mode 0600; they open the sandbox and nothing else."""

    shopify_client_secret: str
    opentext_client_secret: str
    ecm_password: str
    flower_password: str
    key_prefix: str
    """Prefix of this fleet's Redis keys, so that several may share one Redis."""

    @classmethod
    def of(cls, data_dir: Path) -> Self:
        """Read the folder's secrets, inventing them the first time."""
        path = data_dir / "secrets.json"
        if path.exists():
            return cls(**json.loads(path.read_text()))
        invented = cls(
            shopify_client_secret=secrets.token_hex(16),
            opentext_client_secret=secrets.token_hex(16),
            ecm_password=secrets.token_hex(16),
            flower_password=secrets.token_urlsafe(12),
            key_prefix=f"fleet-{secrets.token_hex(4)}:",
        )
        data_dir.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(asdict(invented), file)
        return invented


@dataclass(frozen=True)
class Addresses:
    """Loopback ports of the three processes that listen."""

    ingress_port: int
    sandbox_port: int
    flower_port: int

    @classmethod
    def chosen(cls, environment: Mapping[str, str]) -> Self:
        """Take the ports that `environment` names, and free ones for the rest."""
        return cls(
            ingress_port=int(environment.get("INTEGRATOR_INGRESS_PORT") or free_port()),
            sandbox_port=int(environment.get("SANDBOX_PORT") or free_port()),
            flower_port=int(environment.get("FLOWER_PORT") or free_port()),
        )

    @property
    def ingress(self) -> str:
        return f"http://127.0.0.1:{self.ingress_port}"

    @property
    def webhooks(self) -> str:
        return f"{self.ingress}/webhooks/shopify"

    @property
    def sandbox(self) -> str:
        return f"http://127.0.0.1:{self.sandbox_port}"

    @property
    def flower(self) -> str:
        return f"http://127.0.0.1:{self.flower_port}"


def environment_of(data_dir: Path, config_dir: Path, addresses: Addresses, known: Secrets) -> dict[str, str]:
    """Return the environment that makes our processes and the sandbox find and trust each other."""
    sandbox = addresses.sandbox
    ours = {
        "DATA_DIR": str(data_dir),
        "CONFIG_DIR": str(config_dir),
        "KEY_PREFIX": known.key_prefix,
        "INGRESS_HOST": "127.0.0.1",
        "INGRESS_PORT": str(addresses.ingress_port),
        "SHOPIFY_URL": f"{sandbox}/shopify/{{store}}",
        "SHOPIFY_CLIENT_ID": "sandbox-client",
        "SHOPIFY_CLIENT_SECRETS": known.shopify_client_secret,
        "OPENTEXT_TOKEN_URL": f"{sandbox}/tenants/{TENANT}/oauth2/token",
        "OPENTEXT_CLIENT_ID": "sandbox-client",
        "OPENTEXT_CLIENT_SECRET": known.opentext_client_secret,
        "ECM_URL": f"{sandbox}/ecm/cs/cs/api",
        "ECM_USERNAME": "connector",
        "ECM_PASSWORD": known.ecm_password,
        "WORKFLOW_URL": f"{sandbox}/workflow/v1",
        "WORKFLOW_HISTORY_URL": f"{sandbox}/workflow-history/v1",
        "NOTIFICATIONS_URL": f"{sandbox}/notifications",
        "FILE360_URL": f"{sandbox}/file360",
        "FILE360_TOKEN_URL": f"{sandbox}/otdsws/oauth2/token",
        "TRADING_GRID_COMMUNITY_URL": f"{sandbox}/trading-grid",
        "TRADING_GRID_DOCUMENTS_URL": f"{sandbox}/trading-grid",
        # The sandbox's default subscription stands for the app's own file, which no API shows.
        "WATCH_SUBSCRIPTIONS": "PT0S",
        # The sandbox needs no sparing.
        "OPENTEXT_RATE": "500",
        "FLOWER_URL": addresses.flower,
    }
    theirs = {
        "HOST": "127.0.0.1",
        "PORT": str(addresses.sandbox_port),
        "DATA_DIR": str(data_dir / "sandbox"),
        "STORES": STORE,
        "SHOPIFY_CLIENT_ID": "sandbox-client",
        "SHOPIFY_CLIENT_SECRET": known.shopify_client_secret,
        "WEBHOOK_URL": addresses.webhooks,
        "OPENTEXT_CLIENT_ID": "sandbox-client",
        "OPENTEXT_CLIENT_SECRET": known.opentext_client_secret,
        "TENANT": TENANT,
        "ECM_USERNAME": "connector",
        "ECM_PASSWORD": known.ecm_password,
    }
    return {
        **{f"INTEGRATOR_{name}": value for name, value in ours.items()},
        **{f"SANDBOX_{name}": value for name, value in theirs.items()},
        # In the environment and not on the command line, which every user of the machine can read.
        "FLOWER_BASIC_AUTH": f"operator:{known.flower_password}",
    }
