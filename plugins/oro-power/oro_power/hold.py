"""Holds, each of which keeps the machine awake for one caller. Loop thread."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import anyio

from oro_framework.errors import OroError, Unsupported
from oro_power.keepers import DISPLAY, SLEEP, Keeper, Release

__all__ = ("Hold", "hold_by")

RELEASING = 2.0
"""Seconds a desktop has to release something."""
_log = logging.getLogger("oro.power")
_WORDS = {SLEEP: "keep the machine from going to sleep", DISPLAY: "keep the display on"}


class Hold:
    """Several keepers that hold together.

    Args:
        held: the name of each keeper, and what ends its part.
    """

    def __init__(self, held: Sequence[tuple[str, Release]]) -> None:
        self._held = list(held)
        self.by = tuple(name for name, _ in held)

    async def release(self) -> None:
        """End it; what is released already, or was lost with its bus, is not missed. Cancelled or not, it ends."""
        while self._held:
            name, release = self._held.pop()
            with anyio.move_on_after(RELEASING, shield=True):
                try:
                    await release()
                except OroError as error:
                    _log.debug("%s has nothing to release: %s", name, error)


async def hold_by(keepers: Sequence[Keeper], wants: frozenset[str], reason: str) -> Hold:
    """Have what is wanted held by the first keepers that can.

    Raises:
        Unsupported: there is something nothing here can hold; nothing is held then.
    If cancelled, nothing is held.
    """
    held: list[tuple[str, Release]] = []
    missing, reasons = wants, []
    try:
        for keeper in keepers:
            part = missing & keeper.can
            if not part:
                continue
            try:
                held.append((keeper.name, await keeper.hold(part, reason)))
            except OroError as error:
                reasons.append(f"{keeper.name}: {error.message}")
            else:
                missing -= part
        if missing:
            words = " and ".join(_WORDS[each] for each in sorted(missing, reverse=True))
            raise Unsupported(f"Cannot {words}: {'; '.join(reasons) or 'nothing here does that'}")
    except BaseException:
        await Hold(held).release()
        raise
    return Hold(held)
