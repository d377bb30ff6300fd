"""`php` as a program of a container."""

from __future__ import annotations

import pytest
import trio
from oro_container.api import Policy
from oro_container.programs.php import php as module
from oro_container.programs.php import php_answers
from oro_container.programs.php.php import Php, fetch_php

from oro_framework.errors import OroError

from ..conftest import Booted

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="session")
def php() -> Php:
    """Return PHP, which is fetched where it is not there."""
    return trio.run(fetch_php)


async def test_php_says_its_version_and_runs_scripts(booted: Booted, php: Php) -> None:
    script = b"<?php echo getcwd(), ' ', $argv[1], ' ', getenv('MINE'), ' ', file_get_contents('data.txt'), PHP_EOL;"
    async with booted() as container:
        await container.files.write("data.txt", b"data")
        await container.files.write("script.php", script + b"file_put_contents('made.txt', 'made'); exit(3);")
        version = await container.run("php", "-v")
        done = await container.run("php", "script.php", "one", env={"MINE": "mine"})
        made = await container.files.read("made.txt")
        outside = await container.run("php", "-r", "var_dump(@file_exists('/root'), @fsockopen('127.0.0.1', 1));")
    assert version.output.startswith(b"PHP 8.4")
    assert (done.exit.code, done.output) == (3, b"/home/project one mine data\n")
    assert made == b"made"
    assert outside.output == b"bool(false)\nbool(false)\n"


async def test_php_that_is_not_there_is_fetched_by_the_host(booted: Booted, monkeypatch: pytest.MonkeyPatch) -> None:
    fetched: list[bool] = []

    async def fetch() -> None:
        fetched.append(True)

    for each in (module, php_answers):
        monkeypatch.setattr(each, "find_php", lambda: None)
    monkeypatch.setattr(php_answers, "fetch_php", fetch)
    async with booted() as container:
        done = await container.run("php", "-v")
    async with booted(policy=Policy(packages=False)) as container:
        denied = await container.run("php", "-v")
    assert fetched == [True]
    assert (done.exit.code, done.output.decode().splitlines()) == (
        75,
        [
            "php: fetching PHP 8.4, 24 MB, once for all containers",
            "php: PHP is there now; boot the container again to have it",
        ],
    )
    assert (denied.exit.code, denied.output) == (
        1,
        b"php: Cannot fetch PHP 8.4 (24 MB): the policy of the container does not allow packages\n",
    )


async def test_php_that_cannot_be_fetched_says_why(booted: Booted, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fetch() -> None:
        raise OroError("Cannot run PHP: `pip install oro-wasm` installs it")

    for each in (module, php_answers):
        monkeypatch.setattr(each, "find_php", lambda: None)
    monkeypatch.setattr(php_answers, "fetch_php", fetch)
    async with booted() as container:
        done = await container.run("php", "-v")
    assert done.exit.code == 1
    assert b"`pip install oro-wasm` installs it" in done.output
