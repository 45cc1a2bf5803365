"""The few numbers that tell whether the fleet is well, as Prometheus reads them."""

from prometheus_client import CollectorRegistry, Counter, start_http_server

REGISTRY = CollectorRegistry()

STEPS = Counter("integrator_steps", "Attempts of steps by how they ended.", ["step", "outcome"], registry=REGISTRY)
"""`step` is `<family>.<flow>.<step>`; `outcome`: done, retry, snoozed, waiting, cancelled, parked, fenced."""

LEASE_EXPIRIES = Counter(
    "integrator_lease_expiries", "Runs taken over because their worker went silent.", registry=REGISTRY
)


def serve_metrics(port: int) -> None:
    """Show the numbers of this process on loopback; zero shows none."""
    if port:
        start_http_server(port, addr="127.0.0.1", registry=REGISTRY)
