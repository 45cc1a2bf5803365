"""What the bench tells: one line per operation and size, and the statements that read a large table from end to end."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.bench.report import middle, quantile, table
from tests.bench.scale.operations import LEAST_RATIO, LONGEST_SEARCH, Operation
from tests.bench.scale.scans import Scan
from tests.bench.scale.watch import Watch

_COLUMNS = ("operation", "old runs", "per s", "p50 ms", "p95 ms", "x empty", "wanted")
_SHOWN = 400


def rows_of(
    operations: Sequence[Operation], sizes: Sequence[int], found: Mapping[tuple[str, int], list[Watch]]
) -> list[dict[str, Any]]:
    """Return medians over the rounds; the ratio is that of rates, round by round."""
    return [_row(one, size, found[one.name, size], found[one.name, sizes[0]]) for one in operations for size in sizes]


def _row(operation: Operation, size: int, rounds: Sequence[Watch], empty: Sequence[Watch]) -> dict[str, Any]:
    times = sorted(second for watch in rounds for second in watch.seconds)
    ratios = [
        _rate(mine) / _rate(other) for mine, other in zip(rounds, empty, strict=True) if mine.items and other.items
    ]
    ratio, late = middle(ratios) if ratios else None, quantile(times, 0.95)
    return {
        "operation": operation.name,
        "old runs": f"{size:,}",
        "per s": middle([_rate(watch) for watch in rounds]) if times else None,
        "p50 ms": quantile(times, 0.5) * 1000 if times else None,
        "p95 ms": late * 1000 if times else None,
        "x empty": ratio,
        "wanted": _judged(operation, ratio, late) if size else "",
    }


def _rate(watch: Watch) -> float:
    return watch.items / sum(watch.seconds) if watch.items else 0.0


def _judged(operation: Operation, ratio: float | None, late: float) -> str:
    if operation.kind == "hot":
        return f">= {LEAST_RATIO} x{'' if ratio is None or ratio >= LEAST_RATIO else ': MISSED'}"
    if operation.kind in {"search", "list"}:
        return f"p95 <= {LONGEST_SEARCH * 1000:.0f} ms{'' if late <= LONGEST_SEARCH else ': MISSED'}"
    return ""


def tell(
    rows: Sequence[Mapping[str, Any]],
    operations: Sequence[Operation],
    read: Mapping[str, Sequence[Scan]],
    here: Mapping[str, str],
) -> None:
    """Print figures, findings and the machine."""
    print(table(rows, _COLUMNS))  # noqa: T201
    findings = [(one, scan) for one in operations for scan in read.get(one.name, ())]
    for operation, scan in findings:
        with_any = ", for any parameters" if scan.is_generic else ""
        print(  # noqa: T201
            f"\nSEQUENTIAL SCAN of {scan.table} ({scan.rows:,} rows, cost {scan.cost:,.0f}{with_any}) by "
            f"{operation.name} ({operation.kind}):\n  {' '.join(scan.statement.split())[:_SHOWN]}"
        )
    if not findings and read:
        print("\nno statement reads a large table from end to end")  # noqa: T201
    print("\n" + "\n".join(f"{name}: {value}" for name, value in here.items()))  # noqa: T201
