"""The simulated Notifications: every accepted submission goes out, also a repeated one."""

from collections.abc import Sequence

from integrator.clients.notifications import Recipient
from tests.simulation.systems import Ground


class SimMailbox:
    """The methods named as in `integrator.clients.notifications` are the API."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self._jobs = 0

    def send_mail(
        self, *, to: Sequence[Recipient], subject: str, text: str, message_id: str, reference: str, from_name: str
    ) -> str:
        del from_name

        def do() -> str:
            self._jobs += 1
            self.ground.record(
                "notifications",
                "mail_sent",
                key=message_id,
                subject=reference,
                detail={
                    "job_id": f"job-{self._jobs}",
                    "subject": subject,
                    "destinations": [one.ref for one in to],
                    "text": text,
                },
            )
            return f"job-{self._jobs}"

        return self.ground.change("notifications", "send_mail", do)
