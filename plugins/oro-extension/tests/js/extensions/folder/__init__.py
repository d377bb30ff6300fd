"""An extension in a folder."""

from oro_framework import Call, route

from .answer import ANSWER


@route("folder.answer")
def answer(call: Call) -> int:
    """Return the answer."""
    return ANSWER
