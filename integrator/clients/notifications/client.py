"""
Notifications: mails and short messages, and what became of them.

Source: contracts/opentext/notifications, part A; contracts/opentext/auth, section 5.
"""

from collections.abc import Sequence

from integrator.clients.auth import Tokens
from integrator.clients.http import Http
from integrator.clients.notifications.connection import Connection
from integrator.clients.notifications.recipients import Phone, Recipient
from integrator.clients.notifications.requests import mail_request, sms_request, status_request
from integrator.clients.notifications.status import JobStatus, read_job_id, read_status
from integrator.clients.shapes import read_shape


class Notifications:
    """
    The messaging service as one account sees it; may be shared by threads.

    Every operation may also raise each of the six errors of `integrator.clients.errors`.

    Args:
        url: base, such as `https://api.eu.cloudmessaging.opentext.com`.
        tokens: of the gateway issuer.
        http: the way to the service.
    """

    def __init__(self, url: str, *, tokens: Tokens, http: Http) -> None:
        self._connection = Connection(url, tokens=tokens, http=http)

    def send_mail(
        self,
        *,
        to: Sequence[Recipient],
        subject: str,
        text: str,
        message_id: str,
        reference: str,
        from_name: str,
    ) -> str:
        """
        Submit a plain text mail as one job; returns the job's id.

        Not idempotent: the service does not compare message ids, and it cannot be asked whether a job exists.
        An ambiguous error therefore stays open; the caller decides whether a doubled or a lost mail is worse.

        Args:
            to: 1 to 50 recipients.
            subject: line breaks and other controls become blanks; cut at 200 characters.
            text: at most 256 KiB as UTF-8.
            message_id: ours, 1 to 32 letters, digits, `.`, `_`, `:`, `-`; it makes a doubled mail traceable.
            reference: the case's key; cleaned like `subject`, cut at 128 characters.
            from_name: display name of the sender; cleaned like `subject`, cut at 100 characters.

        Raises:
            ValueError: recipients, text or message id do not fit.
            Refused: an address is not one that the service takes; nobody got the mail.
            Unreachable: with `ambiguous` the mail may go out.

        Source: contracts/opentext/notifications, sections 3.1 and 6. [documented]
        """
        request = mail_request(
            to=to, subject=subject, text=text, message_id=message_id, reference=reference, from_name=from_name
        )
        return read_shape(self._connection.send("send_mail", request), read_job_id)

    def send_sms(self, *, to: Sequence[Phone], text: str, message_id: str, reference: str) -> str:
        """
        Submit a short message as one job; returns the job's id.

        Not idempotent, like `send_mail`. After an ambiguous error it is never sent again by itself: it costs
        money, and a phone that rings twice at night is worse than a mail that comes twice.

        Args:
            to: 1 to 50 numbers.
            text: line breaks and other controls become blanks; cut at 480 characters.
            message_id: as in `send_mail`.
            reference: as in `send_mail`.

        Raises:
            ValueError: numbers, text or message id do not fit.
            Refused: a number is not one that the service takes; nobody got the message.
            Unreachable: with `ambiguous` the message may go out.

        Source: contracts/opentext/notifications, sections 3.2 and 6. [documented]
        """
        request = sms_request(to=to, text=text, message_id=message_id, reference=reference)
        return read_shape(self._connection.send("send_sms", request), read_job_id)

    def status(self, job_id: str) -> JobStatus:
        """
        Ask what became of a mail; repeating is harmless, it only reads.

        Raises:
            Refused: the job is unknown.

        Source: contracts/opentext/notifications, section 3.3. [documented]
        """
        return read_shape(self._connection.send("status", status_request("emails", job_id)), read_status)

    def sms_status(self, job_id: str) -> JobStatus:
        """
        Ask what became of a short message; repeating is harmless, it only reads.

        Raises:
            Refused: the job is unknown, or was a mail.

        Source: contracts/opentext/notifications, section 3.3. [documented]
        """
        return read_shape(self._connection.send("sms_status", status_request("sms", job_id)), read_status)
