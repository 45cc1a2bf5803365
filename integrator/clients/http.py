"""The few lines that talk to every remote system: one session per thread, one total deadline, one error tree."""

import http.client
import re
import threading
import weakref
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import timedelta
from importlib.metadata import PackageNotFoundError, version

import requests
import urllib3

from integrator.clients.answers import Answer, Request, failure_of
from integrator.clients.errors import Garbled, Refused, RemoteError, Throttled, Unreachable
from integrator.clients.gate import Gate
from integrator.clients.transport import Call, current_call, new_session
from integrator.clients.deadline import start_deadline

correlation: ContextVar[str] = ContextVar("correlation", default="")
"""Our id of the work under way, sent as `X-Correlation-Id`; empty sends none."""

CONNECT_TIMEOUT = 5.0
"""Seconds for one attempt to connect."""

_CHUNK = 64 * 1024
