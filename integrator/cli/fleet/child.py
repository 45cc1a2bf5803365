"""One child process: started, looked at, paused and ended by its own process group, and by nothing else."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

_TOLD_LINES = 5


class FleetError(Exception):
    """A process of the fleet did not start or did not stay; the text has the end of its log."""


class Child:
    """
    A process of the fleet with its log.

    It leads a process group of its own: so Ctrl-C in the terminal reaches only the supervisor, which ends the
    processes in order, and a signal for one process also reaches what that process started.
    """

    def __init__(self, name: str, command: Sequence[str], *, environment: Mapping[str, str], log: Path) -> None:
        self.name = name
        self._command = list(command)
        self._environment = dict(environment)
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    @classmethod
    def around(cls, name: str, process: subprocess.Popen[bytes]) -> Self:
        """Make a process that somebody else started, as the leader of its own group, controllable."""
        child = cls(name, [], environment={}, log=Path(os.devnull))
        child._process = process
        return child

    @property
    def is_alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """Number of the process that was started last; 0 before the first start."""
        return self._process.pid if self._process is not None else 0

    def start(self) -> None:
        """Start the process; its output is appended to the log."""
        if self.is_alive:
            raise FleetError(f"{self.name} runs already.")
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own commands
                self._command,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def check(self) -> None:
        """
        Make sure that the process is alive.

        Raises:
            FleetError: with its exit code and the end of its log.
        """
        if self._process is None:
            raise FleetError(f"{self.name} was not started.")
        if self._process.poll() is not None:
            raise FleetError(
                f"{self.name} ended with code {self._process.returncode}. The end of {self._log}:\n{self._last_lines()}"
            )

    def ask_to_end(self) -> None:
        """Send TERM; a paused process is woken first, as it could not listen otherwise."""
        self._signal(signal.SIGTERM)
        self._signal(signal.SIGCONT)

    def wait(self, seconds: float) -> bool:
        """Return whether the process has ended within `seconds`."""
        if self._process is None:
            return True
        try:
            self._process.wait(max(seconds, 0))
        except subprocess.TimeoutExpired:
            return False
        return True

    def kill(self) -> None:
        """End the process without giving it a chance, and wait until it is gone."""
        self._signal(signal.SIGKILL)
        if self._process is not None:
            self._process.wait()

    def pause(self) -> None:
        """Freeze the process: its connections stay open and nobody answers."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        # Asking first is safe: the number of a child that was not waited for is given to nobody else.
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, number)

    def _last_lines(self) -> str:
        lines = self._log.read_text(errors="replace").splitlines() if self._log.exists() else []
        return "\n".join(lines[-_TOLD_LINES:])
