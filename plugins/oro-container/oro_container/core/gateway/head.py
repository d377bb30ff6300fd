"""The head of an answer as a guest tells it, checked: what is in it goes to a client."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from oro_container.core.gateway.errors import GatewayError
from oro_container.core.gateway.request import Head

__all__ = ("head_of",)

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")


def head_of(told: Mapping[str, Any]) -> Head:
    """Return the head that a guest told.

    Raises:
        GatewayError: its status is none, or a header has what no header can have.
    """
    status, pairs = told.get("status"), told.get("headers")
    if not isinstance(status, int) or isinstance(status, bool) or not 200 <= status <= 599:
        raise GatewayError(f"Cannot read the answer: {str(status)[:40]} is no status")
    if not isinstance(pairs, list):
        raise GatewayError("Cannot read the answer: its headers are no list")
    headers = []
    for pair in pairs:
        if not (isinstance(pair, list) and len(pair) == 2 and all(isinstance(each, str) for each in pair)):
            raise GatewayError("Cannot read the answer: a header is no name and value")
        name, value = pair
        if not _NAME.fullmatch(name) or not _VALUE.fullmatch(value):
            raise GatewayError(f'Cannot read the answer: header "{name[:80]}" has what no header can have')
        headers.append((name.lower(), value))
    return Head(status=status, headers=tuple(headers))
