"""The fleet under attack: two ingress behind a balancer, two workers, two beats, broker, ledger, sandbox, proxy."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import redis

from integrator.cli.fleet import Fleet
from integrator.embedded import free_port, start_broker
from integrator.ledger.database import Ledger
from integrator.settings import Settings
from tests.chaos.postgres import Postgres, find_binaries
from tests.chaos.proxy import Proxy

PROCESSES = ("sandbox", "ingress", "ingress2", "w1", "w2", "beat", "beat2")
_SETTINGS = {
    "INTEGRATOR_GATHERING": "PT1S",
    "INTEGRATOR_LOG_LEVEL": "WARNING",
}
"""All else as in production: a lease of 12 s, a relay after 10 s, ticks of 5 s."""


class Machine:
    """Opens everything at `with`, and ends it in any case."""

    def __init__(self, folder: Path, *, say: Callable[[str], None]) -> None:
        self.folder = folder
        self._say = say
        self.proxy = Proxy()
        binaries = find_binaries()
        self.postgres = Postgres(binaries, folder) if binaries else None

    def __enter__(self) -> Self:
        try:
            self._open()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _open(self) -> None:
        self.broker = start_broker(self.folder, redis_url="")
        broker_port = int(self.broker.url.rsplit(":", 1)[1].partition("/")[0])
        settings = dict(_SETTINGS)
        settings["REDIS_URL"] = self.broker.url.replace(
            f":{broker_port}/", f":{self.proxy.add('redis', broker_port).port}/"
        )
        self.ledger_url = ""
        if self.postgres:
            self.postgres.start()
            port = self.proxy.add("sql", self.postgres.port).port
            settings["DATABASE_URL"] = self.postgres.url.replace(f":{self.postgres.port}/", f":{port}/")
            self.ledger_url = self.postgres.url
        ports = free_port(), free_port()
        balancer = self.proxy.add("ingress", *ports)
        settings["INTEGRATOR_INGRESS_PORT"] = str(ports[0])
        settings["SANDBOX_WEBHOOK_URL"] = f"http://127.0.0.1:{balancer.port}/webhooks/shopify"
        self.fleet = Fleet(
            settings,
            self.folder,
            say=self._say,
            names=PROCESSES,
            own_env={"ingress2": {"INTEGRATOR_INGRESS_PORT": str(ports[1])}},
        )
        self.webhooks = settings["SANDBOX_WEBHOOK_URL"]
        self.fleet.start_all()
        # The bucket of a large plan: the store shall not be what limits the load.
        self.fleet.sandbox.post(
            "/shopify/settings", {"bucket_maximum": 500_000, "bucket_restore_rate": 50_000, "retry_factor": 0.02}
        )
        self.ledger = Ledger(Settings(data_dir=self.folder, database_url=self.ledger_url).ledger_url)

    def redis(self) -> Any:
        return redis.Redis.from_url(self.broker.url, socket_timeout=5, socket_connect_timeout=5)

    def restart_broker(self) -> None:
        """SIGKILL, and start again on the same folder and port."""
        assert self.broker.process is not None
        self.broker.process.kill()
        self.broker.process.wait()
        self.broker = start_broker(self.folder, redis_url="")

    def restart(self, name: str, *, gently: bool = False) -> int:
        """End a process and start it again at once, without waiting until it works; return the pid that ended."""
        child = self.fleet.child(name)
        pid = child.pid
        if gently:
            child.ask_to_end()
            if not child.wait(30):
                child.kill()
        else:
            child.kill()
        child.start()
        return pid

    def revive(self) -> None:
        """Start what is not alive, and let go on what stands still."""
        for name in PROCESSES:
            child = self.fleet.child(name)
            child.resume()
            if not child.is_alive:
                child.start()

    def close(self) -> None:
        # Looked up late, because what never began has no attribute.
        ends: tuple[Callable[[], None], ...] = (
            lambda: self.ledger.close(),  # noqa: PLW0108
            lambda: self.resume_all(),  # noqa: PLW0108
            lambda: self.fleet.stop(),  # noqa: PLW0108
            lambda: self.broker.stop(),  # noqa: PLW0108
            lambda: self.stop_sql(),  # noqa: PLW0108
            self.proxy.close,
        )
        for end in ends:
            try:
                end()
            except Exception as error:  # noqa: BLE001 - the rest has to be ended, too.
                self._say(f"ending: {type(error).__name__} {error}")

    def stop_sql(self) -> None:
        if self.postgres is not None:
            self.postgres.stop("immediate")

    def resume_all(self) -> None:
        for name in PROCESSES:
            self.fleet.child(name).resume()

    def wait(self, what: Callable[[], bool], *, seconds: float) -> float:
        """Wait until `what` is true; return how long it took, infinite when it never was."""
        begun = time.monotonic()
        while not what():
            if time.monotonic() - begun > seconds:
                return float("inf")
            time.sleep(0.5)
        return time.monotonic() - begun
