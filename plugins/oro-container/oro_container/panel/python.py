"""`grants`, how programs of a container get this Python."""

from __future__ import annotations

import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

__all__ = ("Grants", "grants")


@dataclass(frozen=True, slots=True)
class Grants:
    """Grants of the machine, as settings have them."""

    programs: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()


def grants() -> Grants:
    """Return the program and the folders of this Python, which programs read and do not change.

    Packages that are installed for it come along only where they are in the folder of Python itself.
    """
    program = Path(sys.base_prefix, "bin", "python3")
    if not program.exists():
        return Grants()
    folder = sysconfig.get_path("stdlib") if sys.base_prefix in ("/usr", "/usr/local") else sys.base_prefix
    # Containers have /usr/lib anyway.
    folders = () if folder.startswith("/usr/lib/") else (f"{folder}::{folder}:ro",)
    return Grants((str(program),), folders)
