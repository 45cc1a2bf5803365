"""Logs and metrics: what the fleet tells about itself, without secrets and personal data."""

from integrator.telemetry.logs import configure_logging
from integrator.telemetry.masking import mask
from integrator.telemetry.metrics import LEASE_EXPIRIES, REGISTRY, STEPS, serve_metrics

__all__ = ["LEASE_EXPIRIES", "REGISTRY", "STEPS", "configure_logging", "mask", "serve_metrics"]
