"""Environments for other people's clients, made once from their pinned versions and kept beside the checkout."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
_KEPT = Path(os.environ.get("FOREIGN_ENVIRONMENTS", HERE.parents[1] / ".foreign"))


def python_with(requirements: str) -> Path:
    """Return a Python that has what the file `requirements` beside this module pins."""
    pinned = HERE / requirements
    folder = _folder(pinned)
    python = folder / "bin" / "python"
    if not (folder / "complete").exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "-r", pinned], check=True)
        (folder / "complete").touch()
    return python


def node_modules(package: str) -> Path:
    """Return a folder with the npm packages that `package` beside this module pins, and the lock beside it."""
    pinned = HERE / package
    folder = _folder(pinned)
    if not (folder / "complete").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        shutil.copy(pinned, folder / "package.json")
        npm = shutil.which("npm") or "npm"
        subprocess.run([npm, "install", "--silent", "--no-audit", "--no-fund"], cwd=folder, check=True)
        (folder / "complete").touch()
    return folder


def _folder(pinned: Path) -> Path:
    version = hashlib.sha256(pinned.read_bytes()).hexdigest()[:12]
    return _KEPT / f"{pinned.stem}-{version}"
