"""The clients of Notifications: mails and short messages, and the optional notification center."""

from integrator.clients.notifications.center import NotificationCenter
from integrator.clients.notifications.center_models import Notice, Notification, Preferences
from integrator.clients.notifications.client import Notifications
from integrator.clients.notifications.recipients import Phone, Recipient
from integrator.clients.notifications.status import Delivery, JobStatus

__all__ = [
    "Delivery",
    "JobStatus",
    "Notice",
    "Notification",
    "NotificationCenter",
    "Notifications",
    "Phone",
    "Preferences",
    "Recipient",
]
