"""Names of WIT as pages write them."""

from __future__ import annotations

from oro_wasm.components import wit

__all__ = ("callable_name", "camel", "pascal")


def camel(name: str) -> str:
    """Return `toUpper` for `to-upper`; words all in capitals, such as `HTTP`, stay so unless they come first."""
    first, *others = name.split("-")
    return first.lower() + "".join(each if each.isupper() else each.capitalize() for each in others)


def pascal(name: str) -> str:
    """Return `HttpRequest` for `http-request`."""
    return "".join(each if each.isupper() else each.capitalize() for each in name.split("-"))


def callable_name(interface: wit.Interface, function: wit.Function) -> str:
    """Return the name by which pages and command lines call a function: `toUpper`, or `text.toUpper`."""
    own = camel(function.name)
    return f"{camel(wit.short_name(interface.name))}.{own}" if interface.name else own
