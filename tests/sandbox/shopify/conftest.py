"""A store of its own for every test, with the courier of webhooks and the jobs running beside it."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path
from threading import Thread

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette

from integrator.sandbox.config import SandboxConfig
from integrator.sandbox.shopify import http, webhooks
from integrator.sandbox.shopify.control import control_routes
from integrator.sandbox.world import World
from tests.sandbox.shopify.callers import OpenStore, Receiver, Store, eventually


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One server for all tests that need no special one."""
    with opened(tmp_path_factory.mktemp("shopify")) as store:
        yield store


@pytest.fixture
def store(running: Store) -> Store:
    """A store in its first moment, without subscriptions."""
    running.world.reset()
    return Store(running.http, running.world)


@pytest.fixture
def open_store(tmp_path: Path) -> OpenStore:
    """Open a sandbox over the test's folder; opening it again is a restart."""
    return partial(opened, tmp_path / "sandbox")


@contextmanager
def opened(folder: Path, webhook_url: str = "") -> Iterator[Store]:
    """Run the Shopify part of the sandbox over the state in `folder`."""
    world = World.open(SandboxConfig(data_dir=folder, webhook_url=webhook_url))

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        running = [asyncio.ensure_future(work()) for work in webhooks.background(world)]
        yield
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    app = Starlette(routes=[*http.routes(world), *control_routes(world)], lifespan=lifespan)
    with served(app) as url, httpx.Client(base_url=url) as client:
        yield Store(client, world)
    world.close()


@contextmanager
def served(app: Starlette) -> Iterator[str]:
    """Serve `app` on a free port from a thread."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1))
        thread = Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            eventually(lambda: server.started)
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Somebody who receives webhooks."""
    waiting = Receiver()
    server, thread = waiting.serve()
    yield waiting
    server.shutdown()
    thread.join()
    server.server_close()
