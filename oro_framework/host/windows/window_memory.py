"""Where windows were when they were closed, for those that are to open there again.

One file of JSON per app, in the folder of the person's state: `{"0": [x, y, width, height]}`, in logical px.
What cannot be read is forgotten, and what cannot be written is said in the log: no window fails for it.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping

import msgspec
from msgspec.structs import replace

from oro_framework.atomic import replace_file
from oro_framework.host.backends.base import ViewSpec
from oro_framework.host.kernel.state_folder import state_folder
from oro_framework.host.windows.window_options import Desktop, WindowOptions, within

__all__ = ("Place", "WindowMemory", "placed")

Place = tuple[int, int, int, int]
"""x, y, width, height."""
_VISIBLE = 50
"""Pixels of a window that must be on the screen for its position to be taken."""


class WindowMemory:
    """The places of one app's windows, read when first asked for.

    Args:
        bundle: the app's bundle identifier.
    """

    def __init__(self, bundle: str, log: logging.Logger) -> None:
        self._path = state_folder() / bundle / "windows.json"
        self._log = log
        self._known: dict[str, Place] | None = None

    def get(self, index: int) -> Place | None:
        """Return where the window of an index was, or None when that is not known."""
        return self._read().get(str(index))

    def put(self, index: int, place: Place) -> None:
        """Remember where a window is; the file is replaced as a whole."""
        known = self._known = {**self._read(), str(index): place}
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(self._path, msgspec.json.encode(known))
        except OSError as error:
            self._log.warning('Cannot remember places of windows in "%s": %s', self._path, error.strerror)

    def _read(self) -> Mapping[str, Place]:
        if self._known is None:
            try:
                self._known = msgspec.json.decode(self._path.read_bytes(), type=dict[str, Place])
            except (OSError, msgspec.DecodeError, UnicodeError):
                self._known = {}
        return self._known


def placed(spec: ViewSpec, options: WindowOptions, place: Place | None, desktop: Desktop) -> ViewSpec:
    """Return a spec with the place a window was in, but for what is asked for; off the screen it has no position."""
    if place is None:
        return spec
    x, y, width, height = place
    if options.width is None:
        spec = replace(spec, width=within(width, spec.min_width, spec.max_width))
    if options.height is None:
        spec = replace(spec, height=within(height, spec.min_height, spec.max_height))
    seen = _VISIBLE - spec.width <= x <= desktop.width - _VISIBLE and 0 <= y <= desktop.height - _VISIBLE
    if options.x is None and options.y is None and seen:
        spec = replace(spec, x=x, y=y)
    return spec
