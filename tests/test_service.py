"""What services stand on."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, cast

import pytest

from oro_framework.service import Service, load, route, routes_of, within
from oro_framework.types import Call, Host, Route

pytestmark = pytest.mark.anyio


class Part:
    @route("greet", permission="greetings")
    def greet(self, call: Call) -> str:
        return "hello"


class Greeter(Service):
    name = "greeter"

    @route("greeter.own")
    def own(self, call: Call) -> str:
        return "own"


async def test_the_routes_of_a_service_are_its_own_and_those_of_its_parts() -> None:
    service, part = Greeter(cast("Host", None)), Part()
    made = Route(name="greeter.made", handler=part.greet)
    service.parts = (part, made)
    found = {declared.name: declared for declared in routes_of(service)}
    assert list(found) == ["greeter.own", "greet", "greeter.made"]
    assert found["greet"].handler == part.greet
    assert found["greet"].permission == "greetings"
    assert found["greeter.made"] is made


async def test_within_runs_functions_of_both_kinds_in_the_context_made_of_their_keywords() -> None:
    entered: list[str] = []

    def context(keywords: Mapping[str, Any]) -> AbstractContextManager[None]:
        @contextmanager
        def noted() -> Iterator[None]:
            entered.append(f"in {keywords['id']}")
            try:
                yield
            finally:
                entered.append(f"out {keywords['id']}")

        return noted()

    @within(context)
    def plain(number: int, *, id: str) -> int:
        return number + len(entered)

    @within(context)
    async def waiting(number: int, *, id: str) -> int:
        raise ValueError(id)

    assert plain(1, id="a") == 2
    with pytest.raises(ValueError, match="b"):
        await waiting(1, id="b")
    assert entered == ["in a", "out a", "in b", "out b"]
    assert plain.__name__ == "plain"


async def test_load_imports_in_another_thread_and_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "taking_long.py").write_text("import threading\nthread = threading.get_ident()\n")
    monkeypatch.syspath_prepend(tmp_path)
    await load("taking_long")
    module = sys.modules["taking_long"]
    assert module.thread != threading.get_ident()
    await load("taking_long")
    assert sys.modules["taking_long"] is module


async def test_load_tells_of_a_module_that_is_not_there_every_time() -> None:
    for _ in range(2):
        with pytest.raises(ModuleNotFoundError):
            await load("taking_forever")
