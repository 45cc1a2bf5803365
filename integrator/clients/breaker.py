"""When a sick system is left alone: count failures, open, and let one probe see whether it is well again."""

from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum

from integrator.clients.scripts import Script, ScriptCall

_BREAKER = Script.load("breaker.lua")


class Watch(IntEnum):
    """What the breaker wants to know about a request that it let through."""

    FAILURE = 0
    """Only a failure: nothing has failed lately."""
    BOTH = 1
    """Successes too: they weigh against the failures counted so far."""
    PROBE = 2
    """This request alone decides whether the breaker closes."""


@dataclass(frozen=True, slots=True)
class Breaker:
    """
    The rules of one breaker.

    It opens after `failures` within `window`, unless more requests succeeded since the first of them. It
    stays open for `open_for`, twice as long after each probe that fails, at most `open_cap`.
    """

    failures: int = 5
    window: timedelta = timedelta(seconds=30)
    open_for: timedelta = timedelta(seconds=5)
    open_cap: timedelta = timedelta(minutes=5)
    probe_for: timedelta = timedelta(seconds=60)
    """After this time an unanswered probe counts as lost and another may go."""

    def ask(self, key: str) -> ScriptCall:
        """Build the call that answers `[milliseconds to wait, Watch]`."""
        return self._call("ask", key)

    def success(self, key: str, watch: Watch) -> ScriptCall:
        return self._call("probe_success" if watch is Watch.PROBE else "success", key)

    def failure(self, key: str, watch: Watch) -> ScriptCall:
        return self._call("probe_failure" if watch is Watch.PROBE else "failure", key)

    def return_probe(self, key: str) -> ScriptCall:
        """Build the call that hands back a probe which was not sent after all."""
        return self._call("probe_return", key)

    def _call(self, verb: str, key: str) -> ScriptCall:
        spans = (self.window, self.open_for, self.open_cap, self.probe_for)
        milliseconds = tuple(span // timedelta(milliseconds=1) for span in spans)
        return ScriptCall(_BREAKER, key, (verb, self.failures, *milliseconds))
