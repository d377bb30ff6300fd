"""Names of plugins that people know from Wasmrun, and the languages of oro-wasm that take their place."""

from __future__ import annotations

__all__ = ("FORMER", "former_note")

FORMER = {"wasmrust": "rust", "wasmgo": "go", "waspy": "python", "wasmasc": "asc"}
"""Wasmrun's plugins, by the language each is for."""


def former_note(name: str, title: str) -> str:
    """Return a sentence on what serves a language here.

    Args:
        name: the plugin of Wasmrun.
        title: of the language.
    """
    if name == "waspy":
        return (
            "waspy, the compiler of Wasmrun, is not what serves Python here: componentize-py makes components "
            "with a whole CPython, and scripts run on CPython compiled to WASI"
        )
    return f"{name} is a plugin of Wasmrun; here oro-wasm brings {title} by itself, so nothing was installed"
