"""A plugin with a record is imported with the first call to one of its routes, and calls are answered in order."""

from __future__ import annotations

import importlib
import sys
import textwrap
from collections.abc import Awaitable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
import trio

from oro_framework.hookspecs import hookimpl
from oro_framework.host.plugins.discovery import Found, discover
from oro_framework.host.plugins.hook_functions import hook_functions, hook_marks
from oro_framework.host.plugins.record import package_folder, record_of, write_record
from oro_framework.host.requests.answer import Answer, arrived, discard
from oro_framework.host.requests.protocol import Caller, Request, parse_target
from oro_framework.host.scheme_table import scheme_table
from oro_framework.service import route
from oro_framework.testing import OpenHost, open_host
from oro_framework.types import Call

pytestmark = pytest.mark.anyio

NAME = "oro_patient"
PLUGIN = '''
    """A plugin that nobody has called."""

    from contextlib import asynccontextmanager

    from oro_framework import Service, hookimpl, route
    from oro_framework.types import Permission, Setting

    class Patient(Service):
        name = "patient"
        on_demand = True
        heard = []

        @asynccontextmanager
        async def lifespan(self):
            self.started = True
            yield
            self.heard.append("stopped")

        @route("patient.hear", permission="patience")
        def hear(self, call, *, number: int) -> bool:
            self.heard.append(number)
            return self.started

        @route("patient.heard")
        async def tell(self, call) -> list:
            return self.heard

    @hookimpl
    def oro_settings():
        return [Setting("patient_limit", int, 3, "how many")]

    @hookimpl
    def oro_permissions():
        return [Permission(name="patience", description="Wait.")]

    @hookimpl
    def oro_services():
        return [Patient]
'''


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Install a plugin with its record, as a wheel would be."""
    folder = tmp_path / NAME
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "plugin.py").write_text(textwrap.dedent(PLUGIN))
    information = tmp_path / f"{NAME}-1.0.dist-info"
    information.mkdir()
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: oro-patient\nVersion: 1.0\n")
    (information / "entry_points.txt").write_text(f"[oro]\npatient = {NAME}.plugin\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    record(folder)
    yield folder
    forget()


def record(folder: Path) -> None:
    """Write the record of the plugin, and have it imported anew when it is wanted."""
    plugin = importlib.import_module(f"{NAME}.plugin")
    [found] = [item for item in discover() if item.name == "patient"]
    assert package_folder(found) == folder
    services = [plugin.Patient(cast(Any, None))]
    write_record(folder, record_of(folder, hook_functions(plugin, hook_marks(plugin)), services))
    forget()


def forget() -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == NAME]:
        del sys.modules[name]


def is_imported() -> bool:
    return f"{NAME}.plugin" in sys.modules


def asked(opened: OpenHost, number: int) -> Awaitable[Answer]:
    """Have the app answer a call, as an engine's request would."""
    ipc = scheme_table(opened.host)["ipc"]
    caller = Caller(window=opened.window, origin=opened.host.origin, client="1")
    answer = ipc(Request(target=parse_target(f"ipc://patient.hear?number={number}"), caller=caller))
    assert not isinstance(answer, Answer)
    return answer


async def test_a_start_declares_what_a_plugin_has_and_imports_nothing(package: Path) -> None:
    async with open_host(installed=["patient"], thorough=False) as opened:
        host = opened.host
        assert host.settings["patient_limit"] == 3
        assert "patience" in host.permissions.names()
        info = host.plugins.infos["patient"]
        assert (info.state, info.services) == ("active", ["patient"])
        assert sorted(info.routes) == ["patient.hear", "patient.heard"]
        assert host.service("patient") is None
        reply = await opened.call("patient.herd")
        assert 'did you mean "patient.heard"?' in reply.err["message"]
        assert not is_imported()


async def test_the_first_call_imports_starts_and_is_answered(package: Path) -> None:
    async with open_host(installed=["patient"], thorough=False) as opened:
        assert (await opened.call("patient.hear", number=1)).data is True
        assert is_imported()
        assert opened.host.service("patient") is not None
        assert opened.host.tables.router.reserved.get("patient.hear") is None
        assert (await opened.call("patient.hear", number=2)).data is True
        assert (await opened.call("PATIENT.heard")).data == [1, 2]
        heard = sys.modules[f"{NAME}.plugin"].Patient.heard
    assert heard == [1, 2, "stopped"]


async def test_calls_that_wait_are_answered_in_order(package: Path) -> None:
    async with open_host(installed=["patient"], thorough=False) as opened:
        answers = [asked(opened, number) for number in range(20)]
        await discard(answers.pop(7))
        async with trio.open_nursery() as nursery:
            for answer in reversed(answers):
                nursery.start_soon(arrived, answer)
        assert (await opened.call("patient.heard")).data == [*range(7), *range(8, 20)]


async def test_an_import_goes_on_when_the_page_that_called_has_gone(package: Path) -> None:
    async with open_host(installed=["patient"], thorough=False) as opened:
        with trio.CancelScope() as scope:
            scope.cancel()
            await asked(opened, 1)
        assert (await opened.call("patient.hear", number=2)).data is True
        assert (await opened.call("patient.heard")).data == [2]


async def test_a_call_that_is_denied_imports_nothing_it_may_use(package: Path) -> None:
    async with open_host(
        installed=["patient"], thorough=False, settings={"permissions_allow_patience": False}
    ) as opened:
        assert (await opened.call("patient.hear", number=1)).err["type"] == "NotAllowedError"
        assert (await opened.call("patient.heard")).data == []


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        ("raise ValueError('out of paint')", "import: ValueError: out of paint"),
        ("import sys; sys.exit(3)", "import: SystemExit: 3"),
        ("from oro_framework import hookimpl\n@hookimpl\nasync def oro_services(): ...", "make it a plain def"),
        ("from oro_framework import hookimpl\n@hookimpl\ndef oro_services(): return [int]", "is no Service class"),
    ],
)
async def test_a_plugin_that_breaks_late_is_set_aside(package: Path, broken: str, why: str) -> None:
    async with open_host(installed=["patient"], thorough=False) as opened:
        (package / "plugin.py").write_text(broken)
        reply = await opened.call("patient.hear", number=1)
        assert 'Cannot call plugin "patient": ' in reply.err["message"]
        assert why in reply.err["message"]
        assert opened.host.plugins.infos["patient"].state == "broken"
        assert (await opened.call("patient.heard")).err["missing"] == "route"


async def test_a_service_that_cannot_start_late_is_set_aside(package: Path) -> None:
    async with open_host(installed=["patient"], thorough=False) as opened:
        text = (package / "plugin.py").read_text()
        (package / "plugin.py").write_text(text.replace("self.started = True", "1 / 0"))
        assert "ZeroDivisionError" in (await opened.call("patient.hear", number=1)).err["message"]
        assert (await opened.call("patient.hear", number=1)).err["missing"] == "route"


async def test_a_service_that_is_switched_off_has_no_routes(package: Path) -> None:
    async with open_host(installed=["patient"], thorough=False, settings={"features_patient": False}) as opened:
        assert (await opened.call("patient.hear", number=1)).err["missing"] == "route"
        assert not is_imported()


async def test_a_name_that_is_taken_sets_the_later_plugin_aside(package: Path) -> None:
    @route("patient.heard")
    def heard(call: Call) -> str:
        return "mine"

    class Other:
        name = "other"

        @hookimpl
        def oro_routes(self) -> list[Any]:
            return [heard]

    async with open_host(Other(), installed=["patient"], thorough=False) as opened:
        info = opened.host.plugins.infos["patient"]
        assert info.state == "broken"
        assert 'plugin "other" has it' in info.error
        assert (await opened.call("patient.heard")).data == "mine"
        assert (await opened.call("patient.hear", number=1)).err["missing"] == "route"
        assert "patience" not in opened.host.permissions.names()


async def test_a_thorough_load_imports_it(package: Path) -> None:
    async with open_host(installed=["patient"]) as opened:
        assert is_imported()
        assert opened.host.service("patient") is not None


def test_the_plugin_is_found_as_installed(package: Path) -> None:
    [found] = [item for item in discover() if item.name == "patient"]
    assert found == Found("patient", f"{NAME}.plugin", "oro-patient", "1.0", str(package.parent))


async def test_a_plugin_can_be_begun_for_its_service(package: Path) -> None:
    async with open_host(installed=["patient"], thorough=False) as app:
        assert app.host.service("patient") is None
        assert not is_imported()
        begun: Any = await app.host.begin_service("patient")
        assert begun.started
        assert await app.host.begin_service("patient") is begun
        assert await app.host.begin_service("absent") is None
        assert (await app.call("patient.heard")).data == []


async def test_a_service_that_runs_is_not_begun_again(package: Path) -> None:
    async with open_host(installed=["patient"], thorough=True) as app:
        assert app.host.service("patient") is not None
        assert await app.host.begin_service("patient") is app.host.service("patient")
