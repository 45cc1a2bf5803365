"""The profile of the Celery application: each setting is there for a reason, and the reason is written down."""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from celery import Celery

from integrator import celery_app
from integrator.celery_app import make_app
from integrator.queues import QUEUES
from integrator.settings import Settings

PAGE = Path("docs") / "decisions" / "0002-celery-profile.md"


@pytest.fixture
def conf(app: Celery) -> Any:
    return app.conf


@pytest.fixture
def transport(conf: Any) -> dict[str, Any]:
    options: dict[str, Any] = conf.broker_transport_options
    return options


def test_a_dying_worker_gives_its_message_back(conf: Any) -> None:
    assert conf.task_acks_late is True
    assert conf.task_reject_on_worker_lost is True


def test_no_message_waits_behind_a_long_step(conf: Any) -> None:
    assert 1 == conf.worker_prefetch_multiplier


def test_a_lost_connection_kills_no_running_step(conf: Any) -> None:
    assert conf.worker_cancel_long_running_tasks_on_connection_loss is False


def test_results_are_in_the_ledger_and_nowhere_else(conf: Any) -> None:
    assert conf.result_backend is None
    assert conf.task_ignore_result is True


def test_a_worker_waits_for_its_broker_for_ever(conf: Any) -> None:
    assert conf.broker_connection_retry_on_startup is True
    assert conf.broker_connection_max_retries is None


def test_the_message_of_a_dead_worker_comes_back_in_minutes(transport: dict[str, Any]) -> None:
    assert 300 == transport["visibility_timeout"]
    assert (10, 1) == (transport["unacked_restore_interval"], transport["unacked_restore_throttle"])


def test_no_call_to_redis_hangs(transport: dict[str, Any]) -> None:
    assert (5, 10) == (transport["socket_connect_timeout"], transport["socket_timeout"])
    assert (True, 10) == (transport["socket_keepalive"], transport["health_check_interval"])


def test_a_publisher_without_redis_fails_at_once(conf: Any, transport: dict[str, Any]) -> None:
    assert conf.task_publish_retry is False
    assert 0 == transport["max_retries"]


def test_queues_are_served_in_their_order_holds_first(conf: Any, transport: dict[str, Any]) -> None:
    assert "priority" == transport["queue_order_strategy"]
    assert list(QUEUES) == [queue.name for queue in conf.task_queues]
    assert "protect" == QUEUES[0]


def test_a_misspelled_queue_fails_and_fills_nothing(conf: Any) -> None:
    assert conf.task_create_missing_queues is False
    assert conf.task_default_queue in QUEUES


def test_a_redis_may_be_shared(transport: dict[str, Any]) -> None:
    assert "ours:" == transport["global_keyprefix"]


def test_nobody_who_writes_to_redis_can_run_code(conf: Any) -> None:
    assert ["json"] == conf.accept_content
    assert "json" == conf.task_serializer


def test_flower_sees_every_attempt(conf: Any) -> None:
    assert (True, True, True) == (conf.worker_send_task_events, conf.task_send_sent_event, conf.task_track_started)


def test_a_plain_term_finishes_what_runs(conf: Any) -> None:
    assert 0 == conf.worker_soft_shutdown_timeout


def test_logs_stay_ours(conf: Any) -> None:
    assert conf.worker_hijack_root_logger is False


def test_beat_can_be_asked_whether_it_lives(conf: Any) -> None:
    assert conf.beat_enable_remote_control is True


def test_every_moment_is_utc(conf: Any) -> None:
    assert ("UTC", True) == (conf.timezone, conf.enable_utc)


def test_without_a_broker_nobody_elses_is_reached(tmp_path: Path) -> None:
    app = make_app(Settings(data_dir=tmp_path, redis_url=""))

    # Port 1 answers nobody; Celery's own default would be the Redis or RabbitMQ of this machine.
    assert "redis://127.0.0.1:1/0" == app.conf.broker_url


def test_making_the_application_opens_no_connection() -> None:
    app = make_app(Settings(redis_url="redis://203.0.113.1:6379/0"))

    assert "redis://203.0.113.1:6379/0" == app.conf.broker_url


def test_every_setting_stands_with_its_reason_in_the_decision(monkeypatch: pytest.MonkeyPatch) -> None:
    written: dict[str, Any] = {}
    monkeypatch.setattr(celery_app, "Celery", lambda _: SimpleNamespace(conf=written))
    table = PAGE.read_text().partition("## Decision")[2].partition("\n## ")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]

    make_app(Settings())

    documented = {name for cell in rows for name in re.findall(r"`(\w+)`", cell)}
    assert documented == set(written) | set(written["broker_transport_options"])
