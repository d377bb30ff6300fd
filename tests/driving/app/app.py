"""The app that drivers drive: it adds up numbers."""

from oro_framework import Call, hookimpl, route
from oro_framework.errors import InvalidArgument


@route("tally.add")
def add(call: Call, first: int, second: int) -> int:
    """Return a sum."""
    if first < 0:
        raise InvalidArgument("Cannot add: the first number is negative")
    return first + second


@hookimpl
def oro_routes(host):
    """Declare the route."""
    return [add]
