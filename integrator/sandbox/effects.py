"""The effect ledger: an append-only file of everything that really happened in an emulated system."""

import json
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


class EffectLedger:
    """
    One JSON line per effect, handed to the operating system before the answer goes out.

    So the file tells what happened even when caller or sandbox is killed right after. `seq` counts from 1.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._lock = threading.Lock()
        self._file = path.open("ab", buffering=0)
        effects = self.all()
        self._last = effects[-1]["seq"] if effects else 0

    def record(
        self,
        system: str,
        operation: str,
        *,
        key: str = "",
        store: str = "",
        subject: str = "",
        detail: dict[str, Any] | None = None,
    ) -> None:
        """
        Append one real state change; a refused call or one that changed nothing is none.

        `key` is the natural or idempotency key: the same key twice is a doubled effect. `subject` is what the
        effect is about, for example a Shopify gid or a correlation key.
        """
        with self._lock:
            self._last += 1
            line = {
                "seq": self._last,
                "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
                "system": system,
                "operation": operation,
                "key": key,
                "store": store,
                "subject": subject,
                "detail": detail or {},
            }
            self._file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")

    def all(self, since: int = 0) -> list[dict[str, Any]]:
        """Return the effects with `seq` greater than `since`, oldest first."""
        lines = self._path.read_bytes().splitlines()
        return [json.loads(line) for line in lines[since:]]

    def reset(self) -> None:
        with self._lock:
            self._file.truncate(0)
            self._last = 0

    def close(self) -> None:
        with self._lock:
            self._file.close()
