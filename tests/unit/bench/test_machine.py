"""What is read of the machine: cores, memory, disk."""

from pathlib import Path

from tests.bench.cores import LOAD, SERVER, core_at
from tests.bench.disk import disk, filesystem
from tests.bench.servers import memory_of

_MOUNTS = """\
/dev/vda / ext4 rw 0 0
tmpfs /tmp tmpfs rw 0 0
/dev/vdb /tmp/bench xfs rw 0 0
"""


def test_server_and_load_have_cores_of_their_own_where_there_are_two() -> None:
    assert (2, 5) == (core_at(SERVER, {2, 5, 7}), core_at(LOAD, {2, 5, 7}))
    assert (3, 3) == (core_at(SERVER, {3}), core_at(LOAD, {3}))


def test_the_innermost_mount_tells_the_file_system() -> None:
    assert "xfs" == filesystem(Path("/tmp/bench/journal"), _MOUNTS)
    assert "tmpfs" == filesystem(Path("/tmp/bencher"), _MOUNTS)
    assert "ext4" == filesystem(Path("/var"), _MOUNTS)


def test_the_disk_is_told_with_what_fsync_costs(tmp_path: Path) -> None:
    assert " ms" in disk(tmp_path, writes=2)["disk"]
    assert [] == list(tmp_path.iterdir())


def test_memory_is_read_in_bytes_with_its_peak() -> None:
    assert (2_048_000, 4_096_000) == memory_of("Name:\tpython\nVmHWM:\t    4000 kB\nVmRSS:\t    2000 kB\nThreads:\t1\n")
    assert (0, 0) == memory_of("Name:\tended\n")
