"""Which apps need asyncio, found out by what their modules have imported."""

from __future__ import annotations

import importlib.util
import itertools
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from types import ModuleType

import pytest

from oro_framework.host.asyncio_loop.needs import needs_asyncio

NUMBERS = itertools.count()


class Folder:
    """A folder of modules that are imported as an app's are."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._names: list[str] = []

    def module(self, text: str, name: str = "") -> ModuleType:
        name = name or f"needs_app_{next(NUMBERS)}"
        path = self._path / f"{name}.py"
        path.write_text(dedent(text))
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        module = sys.modules[name] = importlib.util.module_from_spec(spec)
        self._names.append(name)
        spec.loader.exec_module(module)
        return module

    def forget(self) -> None:
        for name in self._names:
            sys.modules.pop(name, None)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    made = Folder(tmp_path)
    yield made
    made.forget()


FASTAPI = """
    from fastapi import Depends, FastAPI
    {imports}
    app = FastAPI()

    @app.get("/x")
    async def x() -> str:
        {body}
        return "x"
"""
NEEDED = {
    "asyncio is imported": ("import asyncio", "await asyncio.sleep(0)"),
    "a name of asyncio is imported": ("from asyncio import sleep", "await sleep(0)"),
    "a name of a module of asyncio is imported": ("from asyncio.locks import Event", "Event()"),
    "a handler imports asyncio": ("", "import asyncio"),
    "a library is imported": ("import aiohttp", ""),
    "a class of a library is imported": ("from aiohttp import ClientSession", ""),
    "SQLAlchemy's asyncio is imported": ("from sqlalchemy.ext.asyncio import create_async_engine", ""),
    "anyio is imported too": ("import anyio, asyncio", ""),
    "trio is imported too, but not used in handlers": ("import asyncio, trio", "await asyncio.sleep(0)"),
}
NOT_NEEDED = {
    "nothing is imported": ("", ""),
    "anyio is imported": ("import anyio", "await anyio.sleep(0)"),
    "httpx is imported": ("import httpx", "httpx.AsyncClient()"),
    "SQLAlchemy without asyncio is imported": ("from sqlalchemy import create_engine, orm", ""),
    "trio is used": ("import trio", "await trio.sleep(0)"),
    "trio is used, and asyncio imported": ("import asyncio, trio", "await trio.sleep(0)"),
}


@pytest.mark.parametrize("case", NEEDED)
def test_it_is_needed_where(case: str, folder: Folder) -> None:
    imports, body = NEEDED[case]
    assert needs_asyncio(folder.module(FASTAPI.format(imports=imports, body=body or "pass")).app)


@pytest.mark.parametrize("case", NOT_NEEDED)
def test_it_is_not_needed_where(case: str, folder: Folder) -> None:
    imports, body = NOT_NEEDED[case]
    assert not needs_asyncio(folder.module(FASTAPI.format(imports=imports, body=body or "pass")).app)


LITESTAR = """
    from litestar import Litestar, get
    {imports}

    @get("/x")
    async def x() -> str:
        return "x"

    app = Litestar([x], logging_config=None)
"""
STARLETTE = """
    from starlette.applications import Starlette
    from starlette.middleware.cors import CORSMiddleware
    from starlette.responses import PlainTextResponse
    from starlette.routing import Mount, Route
    {imports}

    async def x(request):
        return PlainTextResponse("x")

    app = CORSMiddleware(Starlette(routes=[Mount("/deep", routes=[Route("/x", x)])]))
"""
PLAIN = """
    {imports}

    async def app(scope, receive, send):
        pass
"""
INSTANCE = """
    {imports}

    class App:
        async def __call__(self, scope, receive, send):
            pass

    app = App()
"""


@pytest.mark.parametrize("text", [LITESTAR, STARLETTE, PLAIN, INSTANCE])
def test_other_apps_are_looked_into_as_well(text: str, folder: Folder) -> None:
    assert needs_asyncio(folder.module(text.format(imports="import asyncio")).app)
    assert not needs_asyncio(folder.module(text.format(imports="import anyio")).app)


def test_a_lifespan_and_a_dependency_count(folder: Folder) -> None:
    helper = folder.module("import asyncio\n\nasync def connected():\n    await asyncio.sleep(0)\n").__name__
    depends = FASTAPI.format(imports="", body="pass").replace("x()", f"x(c=Depends(__import__('{helper}').connected))")
    assert needs_asyncio(folder.module(depends).app)
    lifespan = FASTAPI.format(imports="", body="pass").replace(
        "FastAPI()", f"FastAPI(lifespan=__import__('contextlib').asynccontextmanager(__import__('{helper}').connected))"
    )
    assert needs_asyncio(folder.module(lifespan).app)


def test_what_handlers_import_from_their_own_folder_counts(folder: Folder) -> None:
    inner = folder.module("import asyncio\n\nasync def wait():\n    await asyncio.sleep(0)\n").__name__
    middle = folder.module(f"import {inner}\n").__name__
    assert needs_asyncio(folder.module(FASTAPI.format(imports=f"import {middle}", body="pass")).app)


def test_a_framework_that_stands_on_asyncio_needs_it() -> None:
    from django.core.handlers.asgi import ASGIHandler

    assert needs_asyncio(ASGIHandler.__new__(ASGIHandler))


def test_objects_that_are_made_later_are_not_made(folder: Folder) -> None:
    text = """
        class Later:
            def __getattr__(self, name):
                raise SystemExit("made")

            @property
            def __class__(self):
                raise SystemExit("made")

        later = Later()

        async def app(scope, receive, send):
            pass

        app.app = later
    """
    assert not needs_asyncio(folder.module(text).app)
