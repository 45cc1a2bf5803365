"""Servers under measurement: started on a core of their own, weighed through /proc, ended by id."""

import http.client
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.bench.cores import SERVER, on_core

_TICKS = os.sysconf("SC_CLK_TCK")
_STARTING = 30.0


@dataclass(frozen=True)
class Weight:
    """What a server and its children have used."""

    cpu_seconds: float
    rss_bytes: int
    """Resident memory now; pages that processes share count for each of them."""
    peak_bytes: int
    """The sum of each process' highest resident memory since its start."""


NOTHING = Weight(0.0, 0, 0)


class Server:
    """One process with all its children."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process = process
        self.port = port

    def weigh(self) -> Weight:
        """Return CPU seconds and memory so far, children included."""
        return weigh(self.process.pid)

    def end(self) -> None:
        """Ask it to end; children that stay are ended with it."""
        family = _family(self.process.pid) if self.process.poll() is None else []
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for pid in family[1:]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue


@contextmanager
def serving(command: Sequence[str], *, port: int, environment: Mapping[str, str], log: Path) -> Iterator[Server]:
    """
    Start an HTTP server on the servers' core and wait until it answers.

    Raises:
        RuntimeError: it ended at once or does not answer; the text holds the end of its log.
    """
    with log.open("ab") as output, on_core(SERVER):
        process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=output, stderr=output)
    server = Server(process, port)
    try:
        _await(server, log)
        yield server
    finally:
        server.end()


def weigh(pid: int) -> Weight:
    """Return what a process and its children have used so far."""
    family = [Path("/proc", str(member)) for member in _family(pid)]
    memory = [memory_of((place / "status").read_text()) for place in family]
    return Weight(
        cpu_seconds=sum(_cpu_seconds(place) for place in family),
        rss_bytes=sum(now for now, _ in memory),
        peak_bytes=sum(peak for _, peak in memory),
    )


def postgres_seconds(database: str) -> float:
    """Return the CPU seconds of the sessions of one database that are still open."""
    named = f" {database} ".encode()
    seconds = 0.0
    for place in Path("/proc").glob("[0-9]*"):
        # A session may end while it is looked at.
        with suppress(OSError):
            line = (place / "cmdline").read_bytes()
            if line.startswith(b"postgres: ") and named in line:
                seconds += _cpu_seconds(place)
    return seconds


def machine_seconds() -> float:
    """Return the CPU seconds that all processes of the machine have used."""
    user, nice, system, _idle, _waiting, irq, softirq, *_ = Path("/proc/stat").read_text().split("\n")[0].split()[1:]
    return sum(map(int, (user, nice, system, irq, softirq))) / _TICKS


def memory_of(status: str) -> tuple[int, int]:
    """Read resident bytes and their peak from the text of `/proc/<pid>/status`; a process that has ended has none."""
    kilobytes = dict(line.split(":", 1) for line in status.splitlines() if line.startswith(("VmRSS", "VmHWM")))
    now, peak = (int(kilobytes.get(name, "0 kB").split()[0]) * 1024 for name in ("VmRSS", "VmHWM"))
    return now, peak


def _cpu_seconds(place: Path) -> float:
    stat = (place / "stat").read_text().rpartition(") ")[2].split()
    return (int(stat[11]) + int(stat[12])) / _TICKS


def _family(pid: int) -> list[int]:
    found = [pid]
    for member in found:
        for task in Path(f"/proc/{member}/task").iterdir():
            found += [int(child) for child in (task / "children").read_text().split()]
    return found


def _await(server: Server, log: Path) -> None:
    end = time.monotonic() + _STARTING
    while time.monotonic() < end:
        if server.process.poll() is not None:
            raise RuntimeError(f"the server ended at once: {log.read_text()[-2000:]}")
        if _answers(server.port):
            return
        time.sleep(0.05)
    raise RuntimeError(f"the server does not answer: {log.read_text()[-2000:]}")


def _answers(port: int) -> bool:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=_STARTING)) as connection:
        try:
            connection.request("GET", "/healthz", headers={"Connection": "close"})
            connection.getresponse()
        except (OSError, http.client.HTTPException):
            return False
    return True
