"""What the tests of sign-in share: providers, and apps whose browser is a person's."""

from __future__ import annotations

import shutil
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest

from oro_framework.testing import OpenHost, open_host

from .person import Person
from .provider_process import running

Opening = Callable[..., AbstractAsyncContextManager[OpenHost]]


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """Run a provider whose tokens hold for an hour."""
    if shutil.which("node") is None:
        pytest.skip("needs node")
    with running() as address:
        yield address


@pytest.fixture(scope="module")
def hasty() -> Iterator[str]:
    """Run a provider whose tokens hold for three seconds."""
    if shutil.which("node") is None:
        pytest.skip("needs node")
    with running(seconds=3) as address:
        yield address


class Browsers:
    """The browser of an app's person: each address it opens is visited."""

    def __init__(self) -> None:
        self.visit: Callable[[str], Any] = lambda url: None
        self.opened: list[str] = []
        self._threads: list[threading.Thread] = []

    def open(self, url: str) -> None:
        """Have the person visit an address meanwhile."""
        self.opened.append(url)
        thread = threading.Thread(target=self.visit, args=(url,))
        self._threads.append(thread)
        thread.start()

    def close(self) -> None:
        """Wait until the person is done."""
        for thread in self._threads:
            thread.join()


@asynccontextmanager
async def signing_in(
    issuer: str,
    visit: Callable[[str], Any] | None = None,
    *plugins: object,
    settings: Mapping[str, Any] | None = None,
    installed: tuple[str, ...] = (),
) -> AsyncIterator[tuple[OpenHost, Browsers]]:
    """Run an app with account `work` of an issuer, whose desktop opens addresses with a person's browser."""
    person = Person()
    browsers = Browsers()
    browsers.visit = visit or person.visit
    given = {
        "login_work_issuer": issuer,
        "login_work_client_id": "app",
        "login_work_scopes": ["openid", "email"],
        "login_work_fetch": [f"{issuer}/api/*"],
        **(settings or {}),
    }
    try:
        async with open_host(*plugins, settings=given, installed=("login", *installed)) as app:
            app.host.open_external = browsers.open  # type: ignore[method-assign]
            yield app, browsers
    finally:
        browsers.close()
        person.close()
