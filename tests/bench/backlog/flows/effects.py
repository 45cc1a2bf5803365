"""What the steps of the bench do: write a line that tells of it, past the ledger, so that the ledger can be judged."""

import os
from pathlib import Path

from integrator.context import Context
from integrator.events.order import Order

FILE = "bench-effects"


def happen(ctx: Context, order: Order, name: str) -> None:
    """Append a line; short ones that several processes append do not mix."""
    file = os.open(ctx.settings.data_dir / FILE, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    try:
        os.write(file, f"{order.id} {name}\n".encode())
    finally:
        os.close(file)


def happened(folder: Path) -> list[str]:
    """Return all that happened, `<order> <step>`, in the order in which it did."""
    path = folder / FILE
    return path.read_text().splitlines() if path.exists() else []
