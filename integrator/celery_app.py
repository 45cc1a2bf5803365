"""
The Celery application: the only module of the integrator that knows Celery.

Celery is transport, pools, routing, schedule and monitoring; it carries ids and is never the truth. The settings
profile and its reasons are in docs/decisions/0002-celery-profile.md.
"""

from celery import Celery
from kombu.entity import Queue

from integrator.queues import QUEUES
from integrator.settings import NOWHERE, Settings


def make_app(settings: Settings) -> Celery:
    """Build the Celery application with the fleet's profile; opens no connection."""
    app = Celery("integrator")
    app.conf.update(
        broker_url=settings.broker_url or NOWHERE,
        broker_transport="integrator.transport:Transport",
        result_backend=None,
        task_ignore_result=True,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        worker_prefetch_multiplier=1,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options={
            "visibility_timeout": 300,
            "unacked_restore_interval": 10,
            "unacked_restore_throttle": 1,
            "socket_connect_timeout": 5,
            "socket_timeout": 10,
            "socket_keepalive": True,
            "health_check_interval": 10,
            "queue_order_strategy": "priority",
            "global_keyprefix": settings.key_prefix,
            "max_retries": 0,
        },
        task_serializer="json",
        accept_content=["json"],
        task_publish_retry=False,
        task_queues=[Queue(name) for name in QUEUES],  # type: ignore[no-untyped-call]  # kombu has no types
        task_default_queue="upkeep",
        task_create_missing_queues=False,
        worker_send_task_events=True,
        task_send_sent_event=True,
        task_track_started=True,
        worker_soft_shutdown_timeout=0,
        worker_hijack_root_logger=False,
        beat_enable_remote_control=True,
        timezone="UTC",
        enable_utc=True,
    )
    return app
