"""Emulate the remote systems, and play store and reviewer against a running emulation."""

import dataclasses
import os
from argparse import ArgumentParser, Namespace
from typing import Any
from urllib.parse import quote

from integrator.cli.command import DONE, CommandError, add_verb, answer, table
from integrator.cli.fleet.sandbox import SandboxControl
from integrator.cli.values import json_object

_FAULTS = (
    "status", "status_after", "delay", "drip", "reset_before", "reset_after", "garbage", "garbage_html",
    "expired_token",
)  # fmt: skip
_SYSTEMS = ("shopify", "ecm", "workflow", "notifications", "file360", "tokens", "*")
_SYSTEMS = ("shopify", "ecm", "workflow", "notifications", "trading_grid", "tokens", "*")
_EFFECT_COLUMNS = ("seq", "at", "system", "operation", "key", "subject")


class _Control(SandboxControl):
    def delete(self, path: str) -> None:
        self._call("DELETE", path, None)


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the verbs; without one the sandbox is served."""
    parser.set_defaults(perform=serve, host=None, port=None)
    verbs = parser.add_subparsers(title="commands", dest="verb", metavar="COMMAND")

    serving = add_verb(verbs, "serve", serve, "Serve the emulations until told to end")
    serving.add_argument("--host", help="address to listen on")
    serving.add_argument("--port", type=int, help="port to listen on")

    placing = _talking(add_verb(verbs, "order", place_order, "Place an order in the emulated store"))
    placing.add_argument("--store", default="acme.myshopify.com")
    placing.add_argument("--total", required=True, help="amount without currency, such as 12400.00")
    placing.add_argument("--currency", default="EUR")
    placing.add_argument("--risk", choices=["LOW", "MEDIUM", "HIGH"], help="left out: not assessed yet")
    placing.add_argument("--wholesale", action="store_true", help="bought by a B2B company")
    placing.add_argument("--country", help="where to ship to, such as DE")
    placing.add_argument("--payment", choices=["authorized", "paid", "pending", "failed"], default="authorized")
    placing.add_argument("--name", help="such as #1042")
    placing.add_argument("--tag", action="append", default=[], help="may be given several times")
    placing.add_argument("--locations", type=int, default=1, help="from how many places it ships")
    placing.add_argument("--test", action="store_true", help="a test order")

    deciding = _talking(add_verb(verbs, "decide", decide, "Decide an open review, as a reviewer"))
    deciding.add_argument("order", help="order name, its number, or the key of the review")
    deciding.add_argument("word", help="release, cancel, correct, request_info, or anything a person may write")
    deciding.add_argument("--reason", default="")
    deciding.add_argument("--by", default="reviewer@sandbox.invalid", help="address of the reviewer")
    deciding.add_argument("--detail", type=json_object, default={}, help="a JSON object")

    watching = _talking(add_verb(verbs, "effects", list_effects, "List what changed in the emulated systems"))
    watching.add_argument("--since", type=int, default=0, help="only after this number")

    faulting = _talking(add_verb(verbs, "fault", change_faults, "List, add or clear faults"))
    faulting.add_argument("system", nargs="?", choices=_SYSTEMS, help="left out: list the faults")
    faulting.add_argument("kind", nargs="?", choices=_FAULTS)
    faulting.add_argument("--operation", default="*", help="such as orderCancel or 'POST /v2/nodes'")
    faulting.add_argument("--times", type=int, default=1, help="0: until cleared")
    faulting.add_argument("--status", type=int)
    faulting.add_argument("--retry-after", type=int, help="seconds")
    faulting.add_argument("--delay", type=float, help="seconds")
    faulting.add_argument("--in", dest="begins_in", type=float, help="seconds until it begins, by the sandbox's time")
    faulting.add_argument("--for", dest="lasts", type=float, help="seconds that it lasts then, with --times 0")
    faulting.add_argument("--clear", action="store_true", help="remove all faults")

    _talking(add_verb(verbs, "reset", reset, "Forget everything that happened"))


def serve(args: Namespace) -> int:
    """Serve with the settings `SANDBOX_*` of the environment; host and port may be given."""
    # Only this verb needs the emulations, which take a second to load.
    from integrator.sandbox.config import SandboxConfig  # noqa: PLC0415
    from integrator.sandbox.server import serve as serve_sandbox  # noqa: PLC0415

    given = {name: value for name in ("host", "port") if (value := getattr(args, name)) is not None}
    serve_sandbox(dataclasses.replace(SandboxConfig.from_env(), **given))
    return DONE


def place_order(args: Namespace) -> int:
    """Place an order; Shopify's webhooks follow by themselves."""
    wish: dict[str, Any] = {
        "store": args.store,
        "total": args.total,
        "currency": args.currency,
        "risk": args.risk,
        "wholesale": args.wholesale,
        "payment": args.payment,
        "locations": args.locations,
        "test": args.test,
        "tags": args.tag,
    }
    wish |= {"name": args.name} if args.name else {}
    wish |= {"shipping_country": args.country} if args.country else {}
    placed = _control(args).post("/orders", wish)
    answer(args, placed, [f"{placed['name']} placed, {placed['id']}"])
    return DONE


def decide(args: Namespace) -> int:
    """Complete the one open review of an order."""
    control = _control(args)
    tasks = _reviews_of(control, args.order)
    if len(tasks) != 1:
        raise CommandError(f"{args.order} has {len(tasks) or 'no'} open reviews.")
    [task] = tasks
    wish = {"outcome": args.word, "reason": args.reason, "by": args.by, "detail": args.detail}
    control.post(f"/tasks/{quote(task['id'], safe='')}/decide", wish)
    answer(args, {"task": task["id"], **wish}, [f"{args.by} decided {args.word} about {args.order}"])
    return DONE


def list_effects(args: Namespace) -> int:
    """List the effects, oldest first."""
    effects = _control(args).effects(args.since)
    answer(args, effects, table(effects, _EFFECT_COLUMNS, empty="nothing has changed"))
    return DONE


def change_faults(args: Namespace) -> int:
    """Clear all faults, add one, or list them."""
    control = _control(args)
    if args.clear:
        control.delete("/faults")
    elif args.system:
        if not args.kind:
            raise CommandError(f"Say what {args.system} shall do: {', '.join(_FAULTS)}.")
        control.post("/faults", _fault(args))
    faults = control.get("/faults")["faults"]
    answer(args, faults, table(faults, ("id", "system", "operation", "kind", "times"), empty="no faults"))
    return DONE


def reset(args: Namespace) -> int:
    """Bring the sandbox back to its first moment."""
    _control(args).post("/reset", {})
    answer(args, {"reset": True}, ["the sandbox is as new"])
    return DONE


def _talking(parser: ArgumentParser) -> ArgumentParser:
    default = os.environ.get("SANDBOX_URL", "http://127.0.0.1:9100")
    parser.add_argument("--url", default=default, help="of the running sandbox; default %(default)s")
    return parser


def _control(args: Namespace) -> _Control:
    return _Control(args.url.rstrip("/"))


def _reviews_of(control: SandboxControl, order: str) -> list[dict[str, Any]]:
    """The open reviews of an order that is called by its name, its number, or the key of the review."""
    rows = control.get("/orders")["orders"]
    numbers = {order} | {str(row["number"]) for row in rows if order in {row["name"], row["name"].lstrip("#")}}
    # A key is <concern>:<store>:order:<number>:<generation>.
    return [
        task
        for task in control.open_tasks()
        if order == task["business_key"] or numbers & set(task["business_key"].split(":")[3:4])
    ]


def _fault(args: Namespace) -> dict[str, Any]:
    fault = {"system": args.system, "operation": args.operation, "kind": args.kind, "times": args.times}
    optional = {
        "status": args.status,
        "retry_after": args.retry_after,
        "delay_seconds": args.delay,
        "begins_in_seconds": args.begins_in,
        "lasts_seconds": args.lasts,
    }
    return fault | {name: value for name, value in optional.items() if value is not None}
