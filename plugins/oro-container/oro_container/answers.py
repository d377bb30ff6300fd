"""The answers to what programs of a container ask the host."""

from __future__ import annotations

from collections.abc import Callable

import trio

from oro_container.containers.container import Container
from oro_container.packages.npm_answers import NpmAnswers
from oro_container.packages.store import user_store
from oro_container.programs.php.php_answers import PhpAnswers
from oro_container.programs.wasm.answers import WasmAnswers

__all__ = ("answering",)


def answering(store_size: int) -> Callable[[Container], None]:
    """Return a function that has the programs of a container answered.

    Args:
        store_size: bytes of packages that are kept for all containers.
    """
    store = user_store(store_size)
    turn = trio.Lock()

    def answer(container: Container) -> None:
        container.door.handlers["npm"] = NpmAnswers(container, store)
        container.door.handlers["wasm"] = WasmAnswers(container.policy, turn)
        container.door.handlers["php"] = PhpAnswers(container)

    return answer
