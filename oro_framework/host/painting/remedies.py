"""Remedies for an engine that paints nothing: variables that its processes read as they start.

docs/explanation/blank-windows.md says where each comes from.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping, Sequence

from msgspec import Struct

from oro_framework.host.painting.graphics import Graphics

__all__ = ("REMEDIES", "Remedy", "apply", "remedies_for", "remedy_named", "strongest")

FLAGS = "QTWEBENGINE_CHROMIUM_FLAGS"
"""The variable with Chromium's flags, to which a remedy adds."""


class Remedy(Struct, frozen=True, kw_only=True):
    """One way to have an engine paint otherwise."""

    name: str
    effect: str
    """The difference to the engine, for messages."""
    variables: Mapping[str, str]
    nvidia_in_wayland: bool = False
    """Helps only with NVIDIA's own driver in a session of Wayland."""

    def changes(self, environ: Mapping[str, str]) -> bool:
        """Return whether an environment is another with the remedy."""
        return any(not _has(environ, key, value) for key, value in self.variables.items())


_SHARED = {"WEBKIT_DISABLE_DMABUF_RENDERER": "1"}

REMEDIES: Mapping[str, Sequence[Remedy]] = {
    "gtk": (
        Remedy(
            name="no-explicit-sync",
            effect="NVIDIA's driver waits for frames as older compositors expect",
            variables={"__NV_DISABLE_EXPLICIT_SYNC": "1"},
            nvidia_in_wayland=True,
        ),
        Remedy(
            name="no-dmabuf",
            effect="WebKitGTK hands frames over in shared memory, not in buffers of the graphics card",
            variables=_SHARED,
        ),
        Remedy(
            name="no-compositing",
            effect="WebKitGTK paints pages without the graphics card",
            variables={**_SHARED, "WEBKIT_DISABLE_COMPOSITING_MODE": "1"},
        ),
    ),
    "qt": (
        Remedy(
            name="no-gpu",
            effect="QtWebEngine paints pages without the graphics card",
            variables={FLAGS: "--disable-gpu", "QT_QUICK_BACKEND": "software", "QT_XCB_GL_INTEGRATION": "none"},
        ),
    ),
}
"""The remedies of each backend that has any, the one that costs least first."""


def remedies_for(backend: str, machine: Graphics) -> list[Remedy]:
    """Return the remedies of a backend that may help on a machine."""
    both = machine.nvidia and machine.session == "Wayland"
    return [remedy for remedy in REMEDIES.get(backend, ()) if both or not remedy.nvidia_in_wayland]


def remedy_named(backend: str, name: str) -> Remedy | None:
    """Return a backend's remedy of a name, or None."""
    return next((remedy for remedy in REMEDIES.get(backend, ()) if remedy.name == name), None)


def strongest(backend: str) -> Remedy | None:
    """Return the remedy after which least of the graphics card is used, or None where a backend has none."""
    known = REMEDIES.get(backend, ())
    return known[-1] if known else None


def apply(remedy: Remedy, environ: MutableMapping[str, str]) -> None:
    """Set the variables of a remedy; flags are added to those there are."""
    for key, value in remedy.variables.items():
        if not _has(environ, key, value):
            environ[key] = f"{environ.get(key, '')} {value}".strip() if key == FLAGS else value


def _has(environ: Mapping[str, str], key: str, value: str) -> bool:
    there = environ.get(key, "")
    return value in there.split() if key == FLAGS else there == value
