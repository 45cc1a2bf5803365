"""`python -m integrator.cli`: the command line without an installed script."""

import sys

from integrator.cli import main

if __name__ == "__main__":
    sys.exit(main())
