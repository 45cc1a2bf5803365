"""The supervisor: starts broker, sandbox, ingress, workers, beat and Flower, and ends them in order."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

import redis

from integrator.cli.fleet.addresses import Addresses, Secrets, environment_of
from integrator.cli.fleet.child import Child, FleetError
from integrator.cli.fleet.commands import NAMES, command_of, kind_of
from integrator.cli.fleet.configuration import copy_config
from integrator.cli.fleet.readiness import WorkerEvents, answers, wait_until
from integrator.cli.fleet.sandbox import SandboxControl
from integrator.embedded import Broker, is_free, start_broker
from integrator.settings import Settings

_STARTING_SECONDS = 60.0
_ENDING_SECONDS = 15.0


def _say_nothing(_line: str) -> None:
    return None


class Fleet:
    """
    All processes on loopback, against the sandbox.

    Args:
        settings_env: environment variables on top of the computed ones, such as `INTEGRATOR_GATHERING`. With
            `REDIS_URL` or `DATABASE_URL` these servers are used, otherwise the embedded ones. Nothing else of
            ours is taken from the surrounding environment, so that no real system is reached by accident.
        data_dir: everything is kept below it; the logs are in `data_dir/logs`.
        say: takes one line of progress at a time.
        names: the processes, in the order of their start; a second one of a kind is called `ingress2`, `beat2`.
        own_env: what a single process sees on top, such as `INTEGRATOR_INGRESS_PORT` of a second ingress.
    """

    def __init__(
        self,
        settings_env: Mapping[str, str],
        data_dir: Path,
        *,
        say: Callable[[str], None] = _say_nothing,
        names: Sequence[str] = NAMES,
        own_env: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        self.data_dir = data_dir.absolute()
        self.addresses = Addresses.chosen(settings_env)
        self.secrets = Secrets.of(self.data_dir)
        self.sandbox = SandboxControl(self.addresses.sandbox)
        self._say = say
        self._names = tuple(names)
        self._own_env = own_env or {}
        self._broker = Broker(settings_env.get("REDIS_URL", ""), None)
        config_dir = self.data_dir / "config"
        copy_config(Settings().config_dir, config_dir)
        self.environment = (
            _foreign_environment()
            | environment_of(self.data_dir, config_dir, self.addresses, self.secrets)
            | dict(settings_env)
        )
        """What every process of this fleet sees; a command run with it talks to this fleet."""
        self._children: dict[str, Child] = {}

    def __enter__(self) -> Self:
        try:
            self.start_all()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def redis_url(self) -> str:
        """The broker in use; empty before the start."""
        return self._broker.url

    def start_all(self) -> None:
        """
        Start everything and return when every process works.

        Raises:
            BrokerError: there is no broker.
            FleetError: a port is taken, or a process did not start.
        """
        self._check_ports()
        self._broker = start_broker(self.data_dir, redis_url=self._broker.url)
        self.environment["REDIS_URL"] = self._broker.url
        self._say(f"broker     {'embedded, ' if self._broker.process else ''}ready")
        self._migrate()
        self._say("ledger     up to date")
        self._children = {name: self._child(name) for name in self._names}
        with ExitStack() as listening:
            events = listening.enter_context(WorkerEvents(self._broker.url, self.secrets.key_prefix))
            for child in self._children.values():
                child.start()
            for child in self._children.values():
                wait_until(self._readiness(child.name, events), child, seconds=_STARTING_SECONDS)
                self._say(f"{child.name:10} ready")

    def start(self, name: str) -> None:
        """Start one process again, and return when it works."""
        if name == "broker":
            self._broker = start_broker(self.data_dir, redis_url="")
            return
        child = self._children[name]
        with WorkerEvents(self._broker.url, self.secrets.key_prefix) as events:
            child.start()
            wait_until(self._readiness(name, events), child, seconds=_STARTING_SECONDS)

    def kill(self, name: str) -> None:
        """End one process with SIGKILL; `broker` only when it is the embedded one."""
        self._find(name).kill()

    def pause(self, name: str) -> None:
        """Freeze one process with SIGSTOP."""
        self._find(name).pause()

    def resume(self, name: str) -> None:
        """Let a frozen process go on."""
        self._find(name).resume()

    def child(self, name: str) -> Child:
        """Return one process, to be ended and started as one likes; not the broker."""
        return self._children[name]

    def check(self) -> None:
        """
        Make sure that every process is alive.

        Raises:
            FleetError: names the first that ended, with the end of its log.
        """
        for child in self._children.values():
            child.check()

    def stop(self) -> None:
        """End everything: TERM, then KILL for what does not listen; the broker last, as others talk to it."""
        ending = list(reversed(self._children.values()))
        for child in ending:
            child.ask_to_end()
        give_up = time.monotonic() + _ENDING_SECONDS
        for child in ending:
            if not child.wait(give_up - time.monotonic()):
                child.kill()
        self._broker.stop()

    def forget(self) -> None:
        """Remove this fleet's keys from a Redis that is not ours, so that nothing of it is left there."""
        if self._broker.process is not None or not self._broker.url:
            return
        with redis.Redis.from_url(self._broker.url, socket_timeout=5, socket_connect_timeout=5) as client:
            for key in client.scan_iter(f"{self.secrets.key_prefix}*", count=1000):
                client.unlink(key)

    def _find(self, name: str) -> Child:
        if name != "broker":
            return self._children[name]
        if self._broker.process is None:
            raise FleetError("The broker belongs to somebody else, so it is neither killed nor paused.")
        return Child.around(name, self._broker.process)

    def _child(self, name: str) -> Child:
        log = self.data_dir / "logs" / f"{name}.log"
        command = command_of(name, schedule=self._schedule_of(name), flower_port=self.addresses.flower_port)
        return Child(name, command, environment={**self.environment, **self._own_env.get(name, {})}, log=log)

    def _readiness(self, name: str, events: WorkerEvents) -> Callable[[], bool]:
        addresses = self.addresses
        checks: dict[str, Callable[[], bool]] = {
            "sandbox": lambda: answers(f"{addresses.sandbox}/healthz"),
            "ingress": lambda: answers(f"{self._ingress_of(name)}/healthz"),
            # Beat opens its schedule file when it begins to tick.
            "beat": lambda: any(self.data_dir.glob(f"{self._schedule_of(name).name}*")),
            "flower": lambda: answers(f"{addresses.flower}/healthcheck"),
        }
        return checks.get(kind_of(name), lambda: events.has_heard(name))

    def _schedule_of(self, name: str) -> Path:
        return self.data_dir / f"{name if kind_of(name) == 'beat' else 'beat'}.db"

    def _ingress_of(self, name: str) -> str:
        port = self._own_env.get(name, {}).get("INTEGRATOR_INGRESS_PORT", "")
        return f"http://127.0.0.1:{port}" if port else self.addresses.ingress

    def _check_ports(self) -> None:
        # Without this, whoever listens there would be taken for the process that could not start.
        addresses = self.addresses
        for port in (addresses.ingress_port, addresses.sandbox_port, addresses.flower_port):
            if not is_free(port):
                raise FleetError(f"Port {port} is taken; leave it out to have a free one chosen.")

    def _migrate(self) -> None:
        upgrade = subprocess.run(
            [sys.executable, "-m", "integrator.cli", "ledger", "upgrade"],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if upgrade.returncode:
            raise FleetError(f"The ledger could not be brought up to date:\n{upgrade.stderr.strip()}")


def _foreign_environment() -> dict[str, str]:
    ours = ("INTEGRATOR_", "SANDBOX_", "FLOWER_", "DATABASE_URL", "REDIS_URL")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}
