"""Answers `php` in a container that was booted before PHP was fetched."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oro_container.containers.container import Container
from oro_container.containers.door import Reply
from oro_container.programs.php.php import MEGABYTES, VERSION, fetch_php, find_php
from oro_framework.errors import Denied, Unsupported

__all__ = ("PhpAnswers",)

_AGAIN = 75
"""EX_TEMPFAIL of `sysexits.h`."""


class PhpAnswers:
    """Fetches PHP for the containers that boot from then on.

    Args:
        container: the one whose programs ask.
    """

    def __init__(self, container: Container) -> None:
        self._container = container

    async def __call__(self, asked: Mapping[str, Any], reply: Reply) -> None:
        """Fetch PHP, after saying how much that is.

        Raises:
            Denied: the policy grants no packages.
            OroError: it cannot be fetched; Unsupported, there is no folder to keep it in.
        """
        if find_php() is None:
            if not self._container.policy.packages:
                raise Denied(
                    f"Cannot fetch PHP {VERSION} ({MEGABYTES} MB): the policy of the container does not allow packages"
                )
            await reply({"err": f"php: fetching PHP {VERSION}, {MEGABYTES} MB, once for all containers\n"})
            try:
                await fetch_php()
            except RuntimeError as error:
                raise Unsupported(f"Cannot fetch PHP: {error} Set HOME, and boot the container again") from None
        await reply({"err": "php: PHP is there now; boot the container again to have it\n", "exit": _AGAIN})
