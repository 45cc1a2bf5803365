"""The supervisor starts what the fleet needs, and each process can be killed, frozen and started again."""

import stat
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
import redis

from integrator.cli.fleet import Fleet, FleetError
from integrator.cli.fleet.commands import NAMES
from integrator.cli.fleet.readiness import answers

pytestmark = pytest.mark.fleet


def test_a_worker_that_was_killed_works_again_after_its_start(fleet: Fleet) -> None:
    fleet.kill("w1")

    with pytest.raises(FleetError, match="w1 ended with code -9"):
        fleet.check()
    fleet.start("w1")

    fleet.check()


def test_a_frozen_ingress_answers_again_when_it_is_resumed(fleet: Fleet) -> None:
    health = f"{fleet.addresses.ingress}/healthz"

    fleet.pause("ingress")
    frozen = answers(health)
    fleet.resume("ingress")

    assert not frozen
    assert answers(health)


def test_the_broker_comes_back_at_the_same_address(fleet: Fleet) -> None:
    before = fleet.redis_url

    fleet.kill("broker")
    fleet.start("broker")

    assert before == fleet.redis_url
    with redis.Redis.from_url(before) as client:
        assert client.ping()


def test_flower_asks_for_its_login(fleet: Fleet) -> None:
    assert answers(f"{fleet.addresses.flower}/healthcheck")
    assert not answers(f"{fleet.addresses.flower}/workers")


def test_the_generated_secrets_are_private(fleet: Fleet) -> None:
    assert 0o600 == stat.S_IMODE((fleet.data_dir / "secrets.json").stat().st_mode)


def test_no_secret_stands_on_a_command_line(fleet: Fleet) -> None:
    lines = subprocess.run(["ps", "-A", "-o", "args="], capture_output=True, text=True, check=True).stdout

    assert fleet.secrets.flower_password not in lines
    assert fleet.secrets.shopify_client_secret not in lines
    assert (urlsplit(fleet.redis_url).password or "-") not in lines


def test_a_worker_shows_its_pulse_to_the_health_check(fleet: Fleet) -> None:
    assert 0 == _pulse(fleet, "w1")
    assert 1 == _pulse(fleet, "w9", seconds=4)


def test_the_ledger_is_where_the_surroundings_say(fleet: Fleet) -> None:
    url = fleet.environment.get("DATABASE_URL", "")
    if not url:
        assert (fleet.data_dir / "ledger.sqlite3").exists()
        return
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT count(*) FROM alembic_version").fetchone() == (1,)


def test_every_process_writes_a_log_of_its_own(fleet: Fleet) -> None:
    assert {f"{name}.log" for name in NAMES} <= {path.name for path in (fleet.data_dir / "logs").iterdir()}


def test_a_port_that_is_taken_is_refused_before_anything_starts(fleet: Fleet, tmp_path: Path) -> None:
    port = fleet.addresses.sandbox_port
    second = Fleet({"SANDBOX_PORT": str(port)}, tmp_path)

    with pytest.raises(FleetError, match=f"Port {port} is taken"), second:
        pass

    assert not (tmp_path / "logs").exists()


def _pulse(fleet: Fleet, worker: str, *, seconds: float = 10) -> int:
    program = f"""\
import socket, sys
from integrator.cli.fleet import pulse
pulse._LISTENING_SECONDS = {seconds}
sys.exit(pulse.main(f"{worker}@{{socket.gethostname()}}"))
"""
    return subprocess.run([sys.executable, "-c", program], env=fleet.environment, check=False).returncode
