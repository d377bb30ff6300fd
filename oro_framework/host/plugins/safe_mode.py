"""Start an app without third-party plugins, to find out whether one of them breaks it.

First-party distributions are those that `oro-framework[all]` names. The app's own code, such as its `app.py`, is no
installed plugin and still takes part.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable

from msgspec.structs import replace

from oro_framework.errors import PluginUnavailable
from oro_framework.host.plugins.discovery import Found
from oro_framework.host.plugins.loaded import Selection

__all__ = ("first_party", "safe")

_NAME = re.compile(r"[A-Za-z0-9._-]+")


def first_party() -> frozenset[str]:
    """Return the distributions of this project that bring plugins, read from its own metadata."""
    from importlib import metadata  # slow to import, and few starts need it

    requirements = metadata.requires("oro-framework") or []
    named = (_NAME.match(line) for line in requirements if re.search(r"""extra == ['"]all['"]""", line))
    return frozenset(match.group() for match in named if match is not None)


def safe(selection: Selection, found: Iterable[Found], log: logging.Logger) -> Selection:
    """Return the selection without third-party plugins, and log each of them.

    Raises:
        PluginUnavailable: the app requires one of them, and might be unguarded without it.
    """
    ours = first_party()
    others = [item for item in found if item.distribution not in ours]
    for item in others:
        if item.name in selection.required:
            raise PluginUnavailable(
                f'Cannot start in safe mode: plugin "{item.name}" of {item.distribution} is required by the app'
            )
        log.warning('Safe mode leaves out plugin "%s" of %s', item.name, item.distribution)
    return replace(selection, disabled=(*selection.disabled, *(item.name for item in others)))
