"""Alarms: one open row per code and matter, counted while it lasts, and a new one after it was cleared."""

from integrator.ledger.alarms import clear_alarm, open_alarms, raise_alarm
from integrator.ledger.database import Ledger
from tests.ledger.builders import STORE


def sound(ledger: Ledger, *, about: str = STORE, text: str = "gone", severity: str = "high") -> bool:
    with ledger.write() as connection:
        return raise_alarm(ledger, connection, code="subscription_missing", about=about, text=text, severity=severity)


def clear(ledger: Ledger, *, about: str = STORE) -> bool:
    with ledger.write() as connection:
        return clear_alarm(ledger, connection, code="subscription_missing", about=about)


def test_the_same_alarm_again_counts_and_says_the_newest(ledger: Ledger) -> None:
    assert [True, False] == [sound(ledger), sound(ledger, text="still gone", severity="critical")]

    (alarm,) = open_alarms(ledger)
    assert (2, "still gone", "critical") == (alarm["count"], alarm["text"], alarm["severity"])
    assert alarm["raised_at"] <= alarm["last_at"]
    assert alarm["told_at"] is alarm["cleared_at"] is None


def test_a_cleared_alarm_is_closed_and_the_next_is_a_new_one(ledger: Ledger) -> None:
    sound(ledger)

    assert [True, False] == [clear(ledger), clear(ledger)]
    assert [] == open_alarms(ledger)
    assert sound(ledger)
    assert [1] == [alarm["count"] for alarm in open_alarms(ledger)]


def test_two_matters_have_alarms_of_their_own(ledger: Ledger) -> None:
    sound(ledger)
    sound(ledger, about="other.myshopify.com")

    clear(ledger)

    assert ["other.myshopify.com"] == [alarm["about"] for alarm in open_alarms(ledger)]


def test_a_long_matter_is_cut_alike_when_raised_and_cleared(ledger: Ledger) -> None:
    sound(ledger, about="x" * 300)

    assert clear(ledger, about="x" * 300)
