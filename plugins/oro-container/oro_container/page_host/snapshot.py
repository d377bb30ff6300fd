"""`snapshot`, Python's memory with the core loaded: a page that begins with it boots in a fraction of the time.

It is made by Node, of the Pyodide and the core that are here, and kept beside Pyodide.
"""

from __future__ import annotations

import hashlib
import logging
import shutil
import subprocess
import tempfile
from pathlib import Path

from oro_container.folders import cache_folder
from oro_container.page_host.core_archive import core_archive
from oro_container.page_host.pyodide import VERSION

__all__ = ("NAME", "snapshot")

NAME = "snapshot.bin.gz"
SECONDS = 120
"""Seconds after which it is given up."""
_SCRIPT = Path(__file__).resolve().parent / "make_snapshot.mjs"
_log = logging.getLogger("oro.container")


def snapshot(pyodide: Path) -> Path | None:
    """Return the file that has it; make it first if it is not there. It blocks.

    Args:
        pyodide: the folder that has Pyodide.

    Returns:
        None where it cannot be made: there is no Node, or it failed, and the log says how.
    """
    core = core_archive()
    prefix = f"snapshot-{VERSION}-"
    kept = cache_folder() / f"{prefix}{hashlib.sha256(core + _SCRIPT.read_bytes()).hexdigest()[:16]}.gz"
    if kept.is_file():
        return kept
    node = shutil.which("node")
    if node is None:
        return None
    with tempfile.TemporaryDirectory(dir=kept.parent, prefix="unfinished-") as made:
        archive, out = Path(made, "core.zip"), Path(made, NAME)
        archive.write_bytes(core)
        command = [node, str(_SCRIPT), str(pyodide), str(archive), str(out)]
        try:
            subprocess.run(command, check=True, capture_output=True, text=True, timeout=SECONDS)
        except (OSError, subprocess.SubprocessError) as error:
            told = str(getattr(error, "stderr", "") or error).strip().splitlines()
            _log.warning("containers in pages boot slowly: no snapshot can be made: %s", told[-1][:300] if told else "")
            return None
        for old in kept.parent.glob(f"{prefix}*.gz"):
            old.unlink(missing_ok=True)
        out.replace(kept)
    return kept
