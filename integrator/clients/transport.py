"""
Connections that know the call they serve.

`requests` reports a failure without saying whether anything was sent, or whether an old connection had merely
gone stale. Both decide what may be repeated, so the connection writes them down on the call of its thread.
"""

import socket
from contextvars import ContextVar
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from integrator.clients.deadline import Deadline


@dataclass(slots=True)
class Call:
    """What became of one request on the wire."""

    deadline: Deadline
    is_reused: bool = False
    """Whether the connection had served an earlier request."""
    is_sent: bool = False
    """Whether at least one byte of the request may have reached the server."""


current_call: ContextVar[Call | None] = ContextVar("current_call", default=None)


class _Connection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        connection = super()._new_conn()
        if call := current_call.get():
            call.deadline.guard(connection)
        return connection

    def request(self, *args: Any, **kwargs: Any) -> None:
        call = current_call.get()
        if call is not None:
            call.is_reused = self.sock is not None
            if self.sock is not None:
                call.deadline.guard(self.sock)
        super().request(*args, **kwargs)

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()
        if call := current_call.get():
            call.is_sent = True
        super().send(data)


class _SecureConnection(_Connection, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}


def new_session() -> requests.Session:
    """Make a session that ignores the environment (proxies, netrc), keeps no cookies and repeats nothing."""
    session = requests.Session()
    session.trust_env = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
    session.mount("http://", _Adapter(max_retries=0))
    session.mount("https://", _Adapter(max_retries=0))
    return session
