"""Events and pushes as members of the global interfaces `OroEvents`, `OroPushes` and `WindowEventMap`."""

from __future__ import annotations

from collections.abc import Iterable

from oro_framework.errors import DeclarationError
from oro_framework.types import PageEvent
from oro_framework.typescript.hints import Hints
from oro_framework.typescript.text import comment, indented, quoted

__all__ = ("events_text",)


def events_text(declared: Iterable[tuple[str, PageEvent]], hints: Hints) -> list[str]:
    """Return the declarations of events and pushes, sorted by name.

    Args:
        declared: each with the name of the plugin it is from.
        hints: collects the types they name.

    Raises:
        DeclarationError: two plugins declare the same one; names both.
    """
    events, pushes = _table(declared, push=False), _table(declared, push=True)
    listeners = [f"{quoted(name)}: CustomEvent<OroEvents[{quoted(name)}]>" for name in events]
    return [
        *_interface("OroEvents", events, hints),
        *_interface("OroPushes", pushes, hints),
        *(["interface WindowEventMap {", *indented(listeners), "}"] if listeners else []),
    ]


def _table(declared: Iterable[tuple[str, PageEvent]], *, push: bool) -> dict[str, tuple[str, PageEvent]]:
    found: dict[str, tuple[str, PageEvent]] = {}
    for plugin, event in declared:
        if event.push is not push:
            continue
        other = found.setdefault(event.name, (plugin, event))
        if other[1] is not event:
            raise DeclarationError(
                f'Cannot declare "{event.name}" for plugin "{plugin}": plugin "{other[0]}" has declared it'
            )
    return dict(sorted(found.items()))


def _interface(name: str, table: dict[str, tuple[str, PageEvent]], hints: Hints) -> list[str]:
    members: list[str] = []
    for plugin, event in table.values():
        hint = hints.text(event.detail, plugin)
        said = f"{{ data: {hint}, body: {'ArrayBuffer | null' if event.body else 'null'} }}" if event.push else hint
        members += [*comment(event.summary), f"{quoted(event.name)}: {said}"]
    return [f"interface {name} {{", *indented(members), "}", ""]
