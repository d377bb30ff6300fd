"""Files and functions that routes cannot be made of."""

from __future__ import annotations

from oro_wasm.components import wit
from oro_wasm.components.text import type_text
from oro_wasm.components.values import unpassable
from oro_wasm.errors import CannotRun

__all__ = ("not_a_component", "refusal")

_ASYNCHRONOUS = ("stream", "future", "error-context")


def refusal(function: wit.Function) -> str:
    """Return why a function cannot be called from outside, such as for its resources; empty where it can."""
    told = [(f'its parameter "{each.name}"', each.type) for each in function.params]
    told += [("its result", each) for each in (function.result,) if each is not None]
    for role, kind in told:
        if (part := unpassable(kind)) is not None:
            if isinstance(part, wit.Opaque) and not part.text.startswith(_ASYNCHRONOUS):
                return f"{role} has {part.text}, which cannot be passed yet"
            sort = "a resource" if isinstance(part, wit.Handle) else "an asynchronous value"
            return f"{role} has {type_text(part)}, {sort}, which lives only inside the component"
    return ""


def not_a_component(path: str) -> CannotRun:
    """Return the error for a file that is a module."""
    return CannotRun(
        f"Cannot use {path}: it is a module, not a component, so it has no types for routes; make a component of it, "
        "or load it in the page by oro-extension"
    )
