"""The few numbers that tell whether the fleet is well, in Prometheus' text form."""

from prometheus_client import CollectorRegistry, Counter, generate_latest

REGISTRY = CollectorRegistry()

DELIVERIES = Counter(
    "integrator_deliveries", "Deliveries by how they ended at the door.", ["outcome"], registry=REGISTRY
)
"""`outcome`: accepted, duplicate, refused, busy."""

STEPS = Counter("integrator_steps", "Attempts of steps by how they ended.", ["step", "outcome"], registry=REGISTRY)
"""`outcome`: done, retried, snoozed, waiting, skipped, parked."""

PARKS = Counter("integrator_parks", "Runs put in front of a person.", ["step"], registry=REGISTRY)

LEASE_EXPIRIES = Counter(
    "integrator_lease_expiries", "Runs taken over because their worker went silent.", registry=REGISTRY
)


def render_metrics() -> bytes:
    """All numbers of this process, as Prometheus reads them."""
    return generate_latest(REGISTRY)
