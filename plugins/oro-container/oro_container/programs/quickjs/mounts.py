"""Where a container has the reference runtime."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import oro_container
import oro_framework

__all__ = ("RUNTIME", "WITHIN", "runtime_mounts")

_AT = "/usr/share/oro-runtime"
RUNTIME = f"{_AT}/runtime.mjs"
"""The program that runs it, by Node."""
WITHIN: Mapping[str, str] = {"/image": f"{_AT}/image", "/vendor": f"{_AT}/vendor"}
"""Folders of a container by the paths at which the runtime sees them."""
_IMAGE = Path(oro_container.__file__).parent / "images" / "runtime"
_VENDOR = Path(oro_framework.__file__).parent / "js" / "internal" / "vendor"


def runtime_mounts() -> Iterator[dict[str, Any]]:
    """Yield its mounts; its engine, which is fetched, comes into the container with its first use."""
    yield {"bind": str(Path(__file__).parent / "runtime.mjs"), "at": RUNTIME, "optional": True}
    yield {"bind": str(_IMAGE), "at": WITHIN["/image"], "optional": True}
    yield {"bind": str(_VENDOR), "at": WITHIN["/vendor"], "optional": True}
