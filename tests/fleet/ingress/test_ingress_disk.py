"""A disk that takes no writes makes 503 at once and never 200; durable means before the answer."""

import re
import resource
import shutil
import sqlite3
import threading
import time
from pathlib import Path

import pytest

from tests.fleet.ingress.processes import IngressProcess, RedisServer, StartIngress, wait_until

pytestmark = pytest.mark.fleet

needs_strace = pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")


def test_a_disk_that_is_full_makes_503_until_it_has_room_again(ingress: IngressProcess) -> None:
    assert 200 == ingress.post("before")
    limit = resource.prlimit(ingress.process.pid, resource.RLIMIT_FSIZE)

    resource.prlimit(ingress.process.pid, resource.RLIMIT_FSIZE, (4096, limit[1]))
    started = time.monotonic()
    statuses = {ingress.post(f"full-{number}") for number in range(10)}
    took = time.monotonic() - started
    resource.prlimit(ingress.process.pid, resource.RLIMIT_FSIZE, limit)

    assert {503} == statuses
    assert took < 1
    wait_until(lambda: ingress.post("after") == 200)
    assert {"before", "after"} == ingress.journal_ids()


def test_a_full_journal_makes_503_until_redis_is_back(redis_server: RedisServer, start_ingress: StartIngress) -> None:
    ingress = start_ingress(journal_max_rows="3")
    redis_server.freeze()

    statuses = [ingress.post(f"id-{number}") for number in range(5)]
    redis_server.thaw()

    assert [200, 200, 200, 503, 503] == statuses
    wait_until(lambda: ingress.post("after") == 200)


@needs_strace
def test_an_fsync_that_fails_makes_503_and_never_200(start_ingress: StartIngress, tmp_path: Path) -> None:
    trace = ["strace", "-D", "-f", "-o", str(tmp_path / "trace"), "-e", "trace=fsync,fdatasync"]
    ingress = start_ingress(prefix=[*trace, "-e", "inject=fsync,fdatasync:error=EIO:when=20+"])

    statuses = [ingress.post(f"id-{number}") for number in range(30)]

    first_failure = statuses.index(503)
    assert first_failure > 0
    assert {503} == set(statuses[first_failure:])


@needs_strace
def test_the_row_is_synced_before_the_answer_is_sent(
    start_ingress: StartIngress, redis_server: RedisServer, tmp_path: Path
) -> None:
    redis_server.kill()  # Then nothing but deliveries is written.
    calls = "trace=fsync,fdatasync,pwrite64,write,writev,sendto,sendmsg"
    ingress = start_ingress(prefix=["strace", "-D", "-f", "-s", "20", "-o", str(tmp_path / "trace"), "-e", calls])
    for number in range(20):
        assert 200 == ingress.post(f"id-{number}")
    ingress.end()

    synced, answered = False, 0
    for line in (tmp_path / "trace").read_text().splitlines():
        if re.search(r"\b(fsync|fdatasync)(\(\d+\)| resumed>\)) += 0", line):
            synced = True
        elif "HTTP/1.1 200" in line:
            assert synced
            synced = False
            answered += 1
    assert 20 == answered


def test_answers_wait_for_a_slow_disk_no_longer_than_a_second(ingress: IngressProcess) -> None:
    """A lock held by another program stands in for a disk that hangs."""
    blocker = sqlite3.connect(ingress.data_dir / "journal" / "ingress-1.sqlite3", isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    results: list[tuple[int, float]] = []

    def post(number: int) -> None:
        started = time.monotonic()
        status = ingress.post(f"id-{number}")
        results.append((status, time.monotonic() - started))

    clients = [threading.Thread(target=post, args=[number]) for number in range(8)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    blocker.execute("ROLLBACK")
    blocker.close()

    assert {503} == {status for status, _ in results}
    assert max(took for _, took in results) < 1
