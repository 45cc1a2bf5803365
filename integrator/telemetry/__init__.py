"""Logs and metrics: what the fleet tells about itself, without secrets and personal data."""

from integrator.telemetry.logs import configure_logging
from integrator.telemetry.masking import mask
from integrator.telemetry.metrics import DELIVERIES, LEASE_EXPIRIES, PARKS, STEPS, render_metrics

__all__ = ["DELIVERIES", "LEASE_EXPIRIES", "PARKS", "STEPS", "configure_logging", "mask", "render_metrics"]
