"""The hooks that other plugins implement for oro-wasm, beside those of `oro_framework.hookspecs`.

A plugin of a language is an ordinary plugin of oro-framework: a module under the entry point group `oro`, whose
functions are marked by `oro_framework.hookspecs.hookimpl`.
"""

from __future__ import annotations

from collections.abc import Sequence

from oro_framework.hookspecs import hookspec
from oro_framework.types import Host
from oro_wasm.builds.language import Language
from oro_wasm.components.declared import Component

__all__ = ("oro_wasm_components", "oro_wasm_languages")


@hookspec
def oro_wasm_components(host: Host) -> Sequence[Component]:
    """Declare components that come with the plugin; their functions are routes of the app.

    They reach what the app grants them in `[wasm.components.NAME]`, as the app's own do.
    """
    raise NotImplementedError


@hookspec
def oro_wasm_languages() -> Sequence[type[Language]]:
    """Declare languages that projects may be written in; the class is made once for each command or host."""
    raise NotImplementedError
