"""Fetch mermaid, which draws the diagrams of the docs: one script of its npm package, checked and kept in build/."""

from __future__ import annotations

import base64
import hashlib
import subprocess
import tarfile
import tempfile
from pathlib import Path

__all__ = ("script",)

ROOT = Path(__file__).resolve().parent.parent
VERSION = "12.3.0"
INTEGRITY = "4113TdXeLAsMruJ79OpFL5O8+LTFXhQqZ260rF3tgUmiNAtRm4Uume04I+65PRN6yZ69J4f8rVYWW8zRk65UYw=="
"""The SHA-512 of the package, as the registry names it (`npm view mermaid dist.integrity`)."""
MEMBER = "package/dist/mermaid.min.js"
KEPT = ROOT / "build" / f"mermaid-{VERSION}" / "mermaid.min.js"


def script() -> Path:
    """Return mermaid's script, fetching it the first time.

    Raises:
        RuntimeError: npm is not there, cannot fetch it, or fetched something else.
    """
    if not KEPT.exists():
        KEPT.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=KEPT.parent) as folder:
            made = Path(folder) / KEPT.name
            made.write_bytes(_member(_package(Path(folder))))
            made.replace(KEPT)
    return KEPT


def _package(folder: Path) -> Path:
    """Fetch the package, without what it depends on: the script holds all of it."""
    command = ["npm", "pack", f"mermaid@{VERSION}", "--silent", "--pack-destination", str(folder)]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
    except (FileNotFoundError, subprocess.CalledProcessError) as error:
        raise RuntimeError(f"Cannot fetch mermaid {VERSION}: {getattr(error, 'stderr', '') or error}") from error
    (package,) = folder.glob("*.tgz")
    return package


def _member(package: Path) -> bytes:
    if base64.b64encode(hashlib.sha512(package.read_bytes()).digest()).decode() != INTEGRITY:
        raise RuntimeError(f"Cannot use mermaid {VERSION}: the package is not the one that was pinned")
    with tarfile.open(package) as archive:
        found = archive.extractfile(MEMBER)
        assert found is not None
        return found.read()
