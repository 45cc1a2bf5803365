"""Bring the BPMN models that ship with us into Workflow Service, and see which are there."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from integrator.cli.command import DONE, REFUSED, CommandError, add_verb, answer, table, verbs_of
from integrator.cli.surroundings import connected, read_settings, require_redis
from integrator.models import SHIPPED, Model, load_models

if TYPE_CHECKING:
    from integrator.clients.workflow import Workflow

_NEEDED = ("opentext_token_url", "workflow_url")


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the verbs."""
    verbs = verbs_of(parser)
    listing = add_verb(verbs, "list", list_models, "List the models in Workflow Service, ours and others")
    _with_folder(listing)
    checking = add_verb(verbs, "check", check_models, "Compare our models with those in Workflow Service")
    _with_folder(checking)
    deploying = add_verb(verbs, "deploy", deploy_models, "Deploy our models that are not there as they are here")
    deploying.add_argument("key", nargs="*", help="such as shopify_order_review; left out: all")
    _with_folder(deploying)


def list_models(args: Namespace) -> int:
    """List the latest version of every model there."""
    ours = {model.key for model in load_models(args.models)}
    with _service() as workflow:
        rows = [
            {"key": one.key, "version": one.version, "ours": one.key in ours, "name": one.name, "id": one.id}
            for one in workflow.models()
        ]
    answer(args, rows, table(rows, ("key", "version", "ours", "name"), empty="no model is deployed"))
    return DONE


def check_models(args: Namespace) -> int:
    """Compare; 1 when one of ours is missing, outdated, or cannot be compared."""
    from integrator.cli.model_states import standings  # noqa: PLC0415 - clients are loaded by whom needs them.

    with _service() as workflow:
        found = standings(workflow, load_models(args.models))
    rows = [
        {
            "key": one.model.key,
            "state": one.state,
            "version": one.deployed.version if one.deployed else None,
            "content": one.model.content_hash,
        }
        for one in found
    ]
    answer(args, rows, table(rows, ("key", "state", "version"), empty="there are no models here"))
    return DONE if all(one.state == "current" for one in found) else REFUSED


def deploy_models(args: Namespace) -> int:
    """Deploy what differs, one model after the other; 1 when one was refused or failed."""
    from integrator.cli.model_states import bring_up_to_date, standings  # noqa: PLC0415

    chosen = _chosen(load_models(args.models), args.key)
    with _service() as workflow:
        done = [bring_up_to_date(workflow, one) for one in standings(workflow, chosen)]
    rows = [{"key": one.key, "result": one.result, "version": one.version or None, "note": one.note} for one in done]
    answer(args, rows, table(rows, ("key", "result", "version", "note"), empty="there are no models here"))
    return DONE if all(one.result in {"deployed", "unchanged"} for one in done) else REFUSED


def _with_folder(parser: ArgumentParser) -> None:
    parser.add_argument("--models", type=Path, default=SHIPPED, metavar="DIR", help="other BPMN files than the shipped")


def _chosen(models: Sequence[Model], keys: Sequence[str]) -> list[Model]:
    known = {model.key for model in models}
    for key in keys:
        if key not in known:
            raise CommandError(f"There is no model {key}; known: {', '.join(sorted(known)) or 'none'}.")
    return [model for model in models if not keys or model.key in keys]


@contextmanager
def _service() -> "Iterator[Workflow]":
    settings = read_settings()
    require_redis(settings)
    missing = [f"INTEGRATOR_{name.upper()}" for name in _NEEDED if not getattr(settings, name)]
    if missing:
        raise CommandError(f"Workflow Service is not configured; set {' and '.join(missing)}.")
    with connected(settings) as connections:
        yield connections.workflow
