"""`integrator demo`: a whole fleet on this machine, three orders through it, and a table of what happened."""

import os
import shutil
import signal
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from integrator.cli.command import DONE, REFUSED, answer
from integrator.cli.demo.report import Report, report_of
from integrator.cli.demo.story import Story
from integrator.cli.fleet import Fleet

_TAKEN_FROM_OUTSIDE = ("DATABASE_URL", "REDIS_URL")

# Waits that are minutes in production; the mechanics stay the same.
_SHORT_WAITS = {"INTEGRATOR_GATHERING": "PT1S", "INTEGRATOR_TICK": "PT1S"}

Say = Callable[[str], None]


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--once", action="store_true", help="end by itself when the story is told")
    parser.add_argument("--data", type=Path, metavar="DIR", help="work in DIR and keep it")
    parser.add_argument("--keep", action="store_true", help="keep the folder that is made for this demo")


def run(args: Namespace) -> int:
    """Play the demo and return the exit code: 0 only if exactly the expected effects happened."""
    say = _teller(args)
    folder = args.data or _new_folder()
    code = REFUSED
    try:
        with _ending_on_signals():
            code = _demo(folder, args, say)
    finally:
        if args.data or args.keep or code != DONE:
            say(f"Everything is kept in {folder}.")
        else:
            shutil.rmtree(folder)
    return code


def _demo(folder: Path, args: Namespace, say: Say) -> int:
    settings = _SHORT_WAITS | {name: os.environ[name] for name in _TAKEN_FROM_OUTSIDE if os.environ.get(name)}
    fleet = Fleet(settings, folder, say=say)
    try:
        with fleet:
            report = _tell_story(fleet, args, say)
            if not args.once:
                say("The fleet stays up. Ctrl-C ends it.")
                _stay(fleet)
    finally:
        fleet.forget()
    return DONE if report.is_as_expected else REFUSED


def _tell_story(fleet: Fleet, args: Namespace, say: Say) -> Report:
    story = Story(fleet, say=say)
    story.play()
    report = report_of(story, fleet)
    answer(args, report.as_json(), ["", *report.as_lines(), ""])
    sys.stdout.flush()
    return report


def _teller(args: Namespace) -> Say:
    # With --json, standard output has nothing but the result.
    stream = sys.stderr if args.json else sys.stdout

    def say(line: str) -> None:
        stream.write(f"{line}\n")
        stream.flush()

    return say


def _stay(fleet: Fleet) -> None:
    try:
        while True:
            fleet.check()
            time.sleep(1)
    except KeyboardInterrupt:
        return


def _new_folder() -> Path:
    parent = Path("var")
    parent.mkdir(exist_ok=True)
    return Path(tempfile.mkdtemp(prefix="demo-", dir=parent))


@contextmanager
def _ending_on_signals() -> Iterator[None]:
    """Let TERM and HUP end the demo as Ctrl-C does; a second one does not disturb the ending."""
    watched = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def end(_number: int, _frame: FrameType | None) -> None:
        for number in watched:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = {number: signal.signal(number, end) for number in watched}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
