"""The clients of Notifications: mails and short messages, and the optional notification center."""

from integrator.clients.notifications.center import NotificationCenter
from integrator.clients.notifications.center_models import Addressee, Link, Notice, Notification, Preferences
from integrator.clients.notifications.client import Notifications
from integrator.clients.notifications.recipients import Phone, Recipient
from integrator.clients.notifications.status import Delivery, JobStatus

__all__ = [
    "Addressee",
    "Delivery",
    "JobStatus",
    "Link",
    "Notice",
    "Notification",
    "NotificationCenter",
    "Notifications",
    "Phone",
    "Preferences",
    "Recipient",
]
