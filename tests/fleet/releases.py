"""Two releases of the flows for one fleet: the shipped ones, changed as a release changes them."""

import shutil
from pathlib import Path

from integrator.cli.fleet import Fleet
from tasks import flows

_EARLIER = '''
@step("shopify", repeats="harmless")
def stamp(ctx: Context, order: Order, *, ink: str) -> None:
    """Do nothing; a later release calls this verb `imprint`."""


@step("shopify", repeats="harmless")
def say_farewell(ctx: Context, order: Order) -> None:
    """Do nothing; a later release does not have this verb."""

'''
_LATER = '''
@step("shopify", repeats="harmless", formerly=("stamp",))
def imprint(ctx: Context, order: Order, *, ink: str, paper: str = "plain") -> None:
    """Do nothing; an earlier release called this verb `stamp`."""


@step("shopify", repeats="harmless")
def wave(ctx: Context, order: Order) -> None:
    """Do nothing; an earlier release does not have this verb."""

'''
_CALLS = {
    "earlier": ('stamp(order, ink="blue")', "say_farewell(order)"),
    "later": ('imprint.named("seal")(order, ink="red", paper="fine")', "wave(order)"),
}


def write_releases(folder: Path) -> None:
    """Write the packages `earlier_flows` and `later_flows` into `folder`."""
    for name, verbs in (("earlier", _EARLIER), ("later", _LATER)):
        package = folder / f"{name}_flows"
        shutil.copytree(Path(str(flows.__file__)).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
        review = package / "workflow" / "order_review.py"
        before, after = _CALLS[name]
        text = review.read_text()
        for old, new in (
            (
                "from integrator.flow import flow, when",
                "from integrator.context import Context\nfrom integrator.flow import flow, step, when",
            ),
            ('@flow("workflow.order_review"', f'{verbs}\n@flow("workflow.order_review"'),
            ("    ask_reviewers(team", f"    {before}\n    ask_reviewers(team"),
            ("    close_case(case, outcome=verdict.word", f"    {after}\n    close_case(case, outcome=verdict.word"),
        ):
            assert 1 == text.count(old), old
            text = text.replace(old, new)
        review.write_text(text)


def deploy(fleet: Fleet, worker: str, release: str) -> int:
    """End a worker with TERM and start it with another release; return its exit code."""
    child = fleet._children[worker]
    child.ask_to_end()
    assert child.wait(30), f"{worker} did not end"
    assert child._process is not None
    ended = child._process.returncode
    child._environment["INTEGRATOR_FLOWS_PACKAGE"] = f"{release}_flows"
    fleet.start(worker)
    return int(ended)
