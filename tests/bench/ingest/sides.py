"""What receives webhooks: our ingress, the two peers that most would pick, and a ceiling that keeps nothing."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from tests.bench.ingest.webhooks import SECRET

_CONFIG = Path(__file__).parents[3] / "config"
_APPS = "tests.bench.ingest"


@dataclass(frozen=True)
class Shape:
    """One way to start a server: how many processes and threads."""

    title: str
    arguments: tuple[str, ...]
    """For `python -m`; `{port}` is replaced."""

    def command(self, port: int) -> list[str]:
        return [sys.executable, "-m", *(argument.format(port=port) for argument in self.arguments)]


@dataclass(frozen=True)
class Side:
    """One way to serve `/webhooks/shopify`."""

    name: str
    needs: tuple[str, ...]
    """Modules that must be installed."""
    keeps: Literal["journal and stream", "queue", "nothing"]
    """Where an accepted webhook lies afterwards."""
    shapes: tuple[Shape, ...]
    """What a user might choose, first what proved best; the long form tries all and takes the quickest."""

    @property
    def is_installed(self) -> bool:
        return all(find_spec(module) is not None for module in self.needs)


def environment(port: int, *, folder: Path, redis_url: str) -> Mapping[str, str]:
    """Return what the servers are told, the same for each; ours keeps its own limits and defaults."""
    return {
        "BENCH_SECRET": SECRET,
        "BENCH_BROKER": redis_url,
        "REDIS_URL": redis_url,
        "INTEGRATOR_DATA_DIR": str(folder),
        "INTEGRATOR_CONFIG_DIR": str(_CONFIG),
        "INTEGRATOR_INGRESS_PORT": str(port),
        "INTEGRATOR_SHOPIFY_CLIENT_SECRETS": SECRET,
    }


def _gunicorn(title: str, *arguments: str) -> Shape:
    return Shape(title, ("gunicorn", "-b", "127.0.0.1:{port}", *arguments, f"{_APPS}.flask_app:app"))


def _uvicorn(title: str, app: str, *arguments: str) -> Shape:
    # Its access log, which is on by default, is a cost that most would turn off.
    fixed = ("--port", "{port}", "--loop", "uvloop", "--http", "httptools", "--no-access-log")
    return Shape(title, ("uvicorn", *fixed, *arguments, f"{_APPS}.{app}"))


SIDES = (
    Side("ours", (), "journal and stream", (Shape("integrator ingress, 1 process", ("integrator.cli", "ingress")),)),
    Side(
        "flask",
        ("flask", "gunicorn"),
        "queue",
        (
            _gunicorn("gunicorn, 1 worker with 8 threads", "-k", "gthread", "-w", "1", "--threads", "8"),
            _gunicorn("gunicorn, 3 workers with 4 threads", "-k", "gthread", "-w", "3", "--threads", "4"),
            # gunicorn's documentation: 2 x cores + 1 workers to start with; here for its one core, and for two.
            _gunicorn("gunicorn, 3 sync workers", "-w", "3"),
            _gunicorn("gunicorn, 5 sync workers", "-w", "5"),
        ),
    ),
    Side(
        "fastapi",
        ("fastapi",),
        "queue",
        (
            _uvicorn("uvicorn, 1 worker, async def", "fastapi_app:on_the_loop"),
            _uvicorn("uvicorn, 2 workers, async def", "fastapi_app:on_the_loop", "--workers", "2"),
            _uvicorn("uvicorn, 1 worker, def", "fastapi_app:in_threads"),
            _uvicorn("uvicorn, 2 workers, def", "fastapi_app:in_threads", "--workers", "2"),
        ),
    ),
    Side("ceiling", (), "nothing", (_uvicorn("uvicorn, 1 worker, signature only", "ceiling_app:app"),)),
)
