"""The desktop entry of a product: its place in menus, its file types and its schemes."""

from __future__ import annotations

from collections.abc import Iterable

from oro_build.product import Action, Product
from oro_framework.desktop_entry import action_entry, desktop_entry

__all__ = ("autostart_entry", "menu_entry", "opens_something", "taken_types")

ACTION_OPTION = "--desktop-action"
"""Comes before the id of an action, which oro-desktop tells pages."""
_VERSION = "1.4"
"""Of the specification: validators of distributions in use refuse newer ones, and none of its newer keys is used."""


def menu_entry(product: Product, program: str) -> str:
    """Return the text of `<identifier>.desktop`.

    Args:
        product: the app.
        program: the command that starts it, as `/usr/bin/tea`; desktops hide an entry whose file is gone.
    """
    keys = {
        "Version": _VERSION,
        "Comment": product.description,
        "Icon": product.identifier,
        "TryExec": program if program.startswith("/") else "",
        "Categories": _listed(product.categories),
        "MimeType": _listed(taken_types(product)),
        "Actions": _listed(action.id for action in product.actions),
        "StartupNotify": "true",
        "StartupWMClass": product.identifier,
    }
    field = "%U" if opens_something(product) else ""
    entry = desktop_entry(product.title, [program], {key: value for key, value in keys.items() if value}, field)
    return entry + "".join(_action(action, program) for action in product.actions)


def _action(action: Action, program: str) -> str:
    return "\n" + action_entry(action.id, action.name, [program, ACTION_OPTION, action.id])


def autostart_entry(product: Product, program: str) -> str:
    """Return the text of the entry that has the app started at every login, for `/etc/xdg/autostart`."""
    keys = {
        "Version": _VERSION,
        "Comment": product.description,
        "Icon": product.identifier,
        "TryExec": program,
        "X-GNOME-Autostart-enabled": "true",
    }
    return desktop_entry(product.title, [program], {key: value for key, value in keys.items() if value})


def taken_types(product: Product) -> list[str]:
    """Return the MIME types the app opens, those of its schemes included."""
    return [*(kind.type for kind in product.mime_types), *(f"x-scheme-handler/{name}" for name in product.schemes)]


def opens_something(product: Product) -> bool:
    """Return whether desktops start the app with the address of a file or a link."""
    return bool(taken_types(product))


def _listed(values: Iterable[str]) -> str:
    return "".join(f"{value};" for value in values)
