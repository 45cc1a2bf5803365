"""From a delivery to cases and runs: drain the stream into the ledger, then judge each subject once."""

from integrator.intake.drain import drain
from integrator.intake.judge import judge
from integrator.intake.replay import replay

__all__ = ["drain", "judge", "replay"]
