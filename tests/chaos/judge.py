"""Judge kept evidence again: `python -m tests.chaos.judge FOLDER`; exit code 1 when something is violated."""

import sys
from pathlib import Path

from tests.chaos.evidence import Evidence
from tests.chaos.invariants import judge


def main(folder: str) -> int:
    violations = judge(Evidence.load(Path(folder)))
    for violation in violations:
        print(violation)  # noqa: T201
    print(f"{len(violations)} violations")  # noqa: T201
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
