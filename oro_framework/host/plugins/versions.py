"""The order of versions, as far as plugins need it: numbers with dots between. Sans-IO."""

from __future__ import annotations

import re

__all__ = ("is_older",)


def is_older(version: str, wanted: str) -> bool:
    """Return whether a version is older than another one; what follows the numbers, as in `0.2rc1`, does not count.

    Raises:
        ValueError: the wanted one does not begin with a number.
    """
    numbers = _numbers(wanted)
    if not numbers:
        raise ValueError(f'"{wanted}" is no version such as 0.2')
    return _numbers(version)[: len(numbers)] < numbers


def _numbers(version: str) -> tuple[int, ...]:
    found = re.match(r"\d+(\.\d+)*", version)
    return tuple(int(each) for each in found[0].split(".")) if found else ()
