"""
Preflight: what is looked at before a process trusts its Redis and its database.

A Redis that evicts or is a cluster does not fail at once, it loses messages weeks later. So a process asks
before it starts, refuses what would break a promise, and says what is wrong and how to mend it.
"""

import ipaddress
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal, Protocol
from urllib.parse import SplitResult, parse_qs, urlsplit

import redis

from integrator.embedded import OLDEST_VERSION
from integrator.settings import Settings

_ENCRYPTED = frozenset({"require", "verify-ca", "verify-full"})


@dataclass(frozen=True)
class Problem:
    """Something wrong with a server; `refuse` ends the start-up, `warn` is only told."""

    severity: Literal["refuse", "warn"]
    what: str
    how_to_mend: str

    def __str__(self) -> str:
        return f"{self.what} {self.how_to_mend}"


class PreflightError(Exception):
    """A server does not keep what the fleet needs; `problems` are the refusals, the text has all of them."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(str(problem) for problem in self.problems))


class Server(Protocol):
    """The one thing asked of a Redis client: `INFO`, and not `CONFIG`, which managed servers refuse."""

    def info(self) -> Any: ...


def check_broker(target: Server | str) -> list[Problem]:
    """
    Look at a Redis and return what is wrong with it; empty when nothing is.

    Args:
        target: a URL, which is looked at before it is called, or a connected client.

    Raises:
        redis.RedisError: the server did not answer.
    """
    if not isinstance(target, str):
        return _problems_of_server(target.info())
    problems = _problems_of_broker_url(target)
    if any(problem.severity == "refuse" for problem in problems):
        return problems
    with redis.Redis.from_url(target, socket_timeout=5, socket_connect_timeout=5) as client:
        return problems + _problems_of_server(client.info())


def require_broker(url: str, *, patience: timedelta = timedelta(seconds=30)) -> list[Problem]:
    """
    Make sure that the Redis at `url` keeps what the fleet needs, and return the warnings.

    Args:
        url: empty is an error too.
        patience: how long a silent server is asked again. A fleet and its Redis often start together.

    Raises:
        PreflightError: with the text of every refusal.
    """
    give_up = time.monotonic() + patience.total_seconds()
    while True:
        try:
            problems = check_broker(url)
            break
        except (redis.AuthenticationError, redis.exceptions.NoPermissionError):
            raise PreflightError(
                [_refuse("Redis refuses the login.", "Check user and password in REDIS_URL.")]
            ) from None
        except redis.RedisError as error:
            if time.monotonic() >= give_up:
                # The error's own text may quote the URL with its password, so only its kind is told.
                raise PreflightError(
                    [
                        _refuse(
                            f"Redis does not answer ({type(error).__name__}).",
                            "Start it, or correct host and port in REDIS_URL.",
                        )
                    ]
                ) from None
            time.sleep(0.25)
    refusals = [problem for problem in problems if problem.severity == "refuse"]
    if refusals:
        raise PreflightError(refusals)
    return problems


def require_urls(settings: Settings) -> None:
    """
    Refuse addresses of servers that would be spoken to in the clear; asks no server.

    Raises:
        PreflightError: names each address and how to mend it.
    """
    # The embedded server writes its address later; who needs one at once asks `require_broker`.
    broker = _problems_of_broker_url(settings.broker_url) if settings.broker_url else []
    problems = [*broker, *check_database_url(settings.ledger_url)]
    refused = [problem for problem in problems if problem.severity == "refuse"]
    if refused:
        raise PreflightError(refused)


def check_database_url(url: str) -> list[Problem]:
    """Return what is wrong with the ledger's URL: a PostgreSQL beyond this machine must be reached by TLS."""
    parts = urlsplit(url)
    if not parts.scheme.startswith("postgres"):
        return []
    query = parse_qs(parts.query)
    hosts = ",".join(query.get("host", [])) or parts.netloc.rpartition("@")[2]
    if all(_is_local(_without_port(host)) for host in hosts.split(",")):
        return []
    mode = query.get("sslmode", [""])[-1]
    if mode not in _ENCRYPTED:
        return [
            _refuse(
                f"The ledger would be reached over the network without insisting on TLS (sslmode={mode or 'unset'}).",
                "Add sslmode=verify-full (and sslrootcert=...) to DATABASE_URL.",
            )
        ]
    if mode == "require":
        return [
            _warn(
                "sslmode=require encrypts but accepts any server.",
                "Use sslmode=verify-full with sslrootcert=... instead.",
            )
        ]
    return []


def _problems_of_broker_url(url: str) -> list[Problem]:
    if not url:
        return [
            _refuse(
                "There is no Redis: REDIS_URL is not set.",
                "Set it, or run `integrator demo`, which starts one.",
            )
        ]
    parts = urlsplit(url)
    if "cluster" in parts.scheme or "cluster" in parse_qs(parts.query):
        return [_CLUSTER]
    if parts.scheme not in {"redis", "rediss"} or "," in parts.netloc or ";" in url:
        return [
            _refuse(
                "REDIS_URL is not the address of one node.",
                "Use redis://host:port/0, or rediss:// beyond this machine.",
            )
        ]
    if _is_local(parts.hostname or "localhost"):
        return []
    if parts.scheme != "rediss":
        return [
            _refuse(
                "Redis would be reached over the network without TLS.",
                "Use rediss:// and a server that offers TLS.",
            )
        ]
    return _problems_of_certificate_check(parts)


def _problems_of_certificate_check(parts: SplitResult) -> list[Problem]:
    wanted = parse_qs(parts.query).get("ssl_cert_reqs", ["required"])[-1].lower()
    if wanted in {"required", "cert_required"}:
        return []
    return [_warn(f"ssl_cert_reqs={wanted} accepts any server.", "Use ssl_cert_reqs=required with ssl_ca_certs=....")]


def _problems_of_server(info: dict[str, Any]) -> list[Problem]:
    problems: list[Problem] = []
    if info.get("redis_mode") == "cluster" or int(info.get("cluster_enabled", 0)):
        problems.append(_CLUSTER)
    version = str(info.get("redis_version", "0"))
    if _numbers(version) < OLDEST_VERSION:
        problems.append(
            _refuse(f"Redis {version} is too old.", "Use Redis 6.2 or later, better 7 or later, or Valkey.")
        )
    policy = str(info.get("maxmemory_policy", "unknown"))
    if policy != "noeviction":
        problems.append(
            _refuse(
                f"Redis may throw work away when memory is short (maxmemory-policy {policy}).",
                "Set maxmemory-policy noeviction.",
            )
        )
    if not int(info.get("aof_enabled", 0)):
        problems.append(
            _warn(
                "Redis does not append its writes to a file, so after a restart the fleet has to send again "
                "what was on the way.",
                "Set appendonly yes and appendfsync everysec.",
            )
        )
    return problems


def _is_local(host: str) -> bool:
    if not host or host.startswith("/") or host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _without_port(host: str) -> str:
    return host[1 : host.index("]")] if host.startswith("[") and "]" in host else host.partition(":")[0]


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")[:2] if part.isdigit())


def _refuse(what: str, how_to_mend: str) -> Problem:
    return Problem("refuse", what, how_to_mend)


def _warn(what: str, how_to_mend: str) -> Problem:
    return Problem("warn", what, how_to_mend)


_CLUSTER = _refuse("Celery cannot use a Redis Cluster as its broker.", "Use one node, with a replica if you like.")
