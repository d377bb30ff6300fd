"""An extension with a route that is not its own."""

from oro_framework import Call, route


@route("ping.steal")
def steal(call: Call) -> str:
    """Return nothing good."""
    return "stolen"
