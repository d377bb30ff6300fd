"""Positions, sizes and zoom factors of windows when they were closed, for windows that open again.

Each app has JSON files in the user's state folder, such as `{"0": [x, y, width, height]}`, in logical px. A file that
cannot be read counts as empty, and one that cannot be written causes a warning; no window fails for it.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Generic, TypeVar

import msgspec
from msgspec.structs import replace

from oro_framework.atomic import replace_file
from oro_framework.host.backends.interface.view_spec import ViewSpec
from oro_framework.host.kernel.state_folder import state_folder
from oro_framework.host.windows.window_options import Desktop, WindowOptions, within

__all__ = ("Place", "WindowMemory", "placed")

T = TypeVar("T")
Place = tuple[int, int, int, int]
"""x, y, width, height."""
_VISIBLE = 50
"""Pixels of a window that must be on the screen for its position to be used."""


class WindowMemory(Generic[T]):
    """One thing about each of an app's windows, read when first needed.

    Args:
        bundle: the app's bundle identifier.
        name: the name of the file.
        kind: the type of what the file holds.
    """

    def __init__(self, bundle: str, name: str, kind: type[dict[str, T]], log: logging.Logger) -> None:
        self._path = state_folder() / bundle / name
        self._kind = kind
        self._log = log
        self._known: dict[str, T] | None = None

    def get(self, index: int) -> T | None:
        """Return what the window of an index had, or None when unknown."""
        return self._read().get(str(index))

    def put(self, index: int, value: T) -> None:
        """Remember what a window has."""
        known = self._known = {**self._read(), str(index): value}
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(self._path, msgspec.json.encode(known))
        except OSError as error:
            self._log.warning('Cannot remember what windows had in "%s": %s', self._path, error.strerror)

    def _read(self) -> Mapping[str, T]:
        if self._known is None:
            try:
                self._known = msgspec.json.decode(self._path.read_bytes(), type=self._kind)
            except (OSError, msgspec.DecodeError, UnicodeError):
                self._known = {}
        return self._known


def placed(spec: ViewSpec, options: WindowOptions, place: Place | None, desktop: Desktop) -> ViewSpec:
    """Return a spec with the remembered position and size where it has none; drop a position off the screen."""
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
