"""Assemble the sandbox: all emulations, their controls, the fault plan and the work in the background."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

from integrator.sandbox import control
from integrator.sandbox.config import SandboxConfig
from integrator.sandbox.control_guard import LoopbackOnly
from integrator.sandbox.ecm import control as ecm_control
from integrator.sandbox.ecm import http as ecm
from integrator.sandbox.fault_middleware import FaultMiddleware
from integrator.sandbox.file360 import control as file360_control
from integrator.sandbox.file360 import http as file360
from integrator.sandbox.notifications import control as notifications_control
from integrator.sandbox.notifications import http as notifications
from integrator.sandbox.pages import http as pages
from integrator.sandbox.shopify import control as shopify_control
from integrator.sandbox.shopify import http as shopify
from integrator.sandbox.shopify import webhooks as shopify_webhooks
from integrator.sandbox.tokens import http as tokens
from integrator.sandbox.trading_grid import control as trading_grid_control
from integrator.sandbox.trading_grid import http as trading_grid
from integrator.sandbox.workflow import control as workflow_control
from integrator.sandbox.workflow import http as workflow
from integrator.sandbox.world import World

_log = logging.getLogger(__name__)
Work = Callable[[], Awaitable[None]]


def create_app(config: SandboxConfig) -> Starlette:
    """Return the whole sandbox over the state in `config.data_dir`; the lifespan's end closes that state."""
    world = World.open(config)
    emulations = {
        "shopify": shopify,
        "ecm": ecm,
        "workflow": workflow,
        "notifications": notifications,
        "file360": file360,
        "trading_grid": trading_grid,
        "tokens": tokens,
    }
    controls = (
        control,
        shopify_control,
        ecm_control,
        workflow_control,
        notifications_control,
        file360_control,
        trading_grid_control,
    )
    routes: list[BaseRoute] = [Route("/healthz", _health)]
    for emulation in emulations.values():
        routes += emulation.routes(world)
    for part in controls:
        routes += part.control_routes(world)
    routes += pages.routes(world)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        running = [_start(work) for work in shopify_webhooks.background(world)]
        yield
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        world.close()

    operations = {system: emulation.operation_of for system, emulation in emulations.items()}
    app = Starlette(
        routes=routes,
        lifespan=lifespan,
        middleware=[
            Middleware(LoopbackOnly),
            Middleware(FaultMiddleware, plan=world.faults, operation_of=operations),
        ],
    )
    app.state.world = world
    return app


def _start(work: Work) -> asyncio.Task[None]:
    async def until_cancelled() -> None:
        await work()

    task = asyncio.create_task(until_cancelled())
    task.add_done_callback(_report_failure)
    return task


def _report_failure(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and task.exception() is not None:
        _log.error("background work of the sandbox ended with an error", exc_info=task.exception())


async def _health(_request: Request) -> JSONResponse:
    return JSONResponse({"status": "ok"})
