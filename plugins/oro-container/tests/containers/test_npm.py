"""`npm install` in a container whose registry cannot be asked."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest
from oro_container.api import Container
from oro_container.programs.node import find_node

pytestmark = [pytest.mark.anyio, pytest.mark.skipif(find_node() is None, reason="needs node")]


async def test_an_installation_that_fails_says_why(
    booted: Callable[..., AbstractAsyncContextManager[Container]],
) -> None:
    async with booted() as container:
        await container.files.write("package.json", b'{"dependencies": {"tea": "1.0.0"}}')
        await container.files.write(".npmrc", b"registry=http://127.0.0.1:9/\n")
        done = await container.run("npm", "install")
        assert done.exit.code == 1
        assert b'npm error Cannot fetch metadata of "tea" from http://127.0.0.1:9/tea' in done.output
