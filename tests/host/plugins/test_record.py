"""A record says what its plugin declares, counts while it is true, and is written only where an import can wait."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from oro_framework.hookspecs import hookimpl
from oro_framework.host.app import Host
from oro_framework.host.configuration.config import Sources, load
from oro_framework.host.plugins import loaded
from oro_framework.host.plugins.discovery import Found, discover
from oro_framework.host.plugins.hook_functions import HookFunction
from oro_framework.host.plugins.record import (
    NAME,
    Record,
    Recorded,
    package_folder,
    read_record,
    record_of,
    write_record,
)
from oro_framework.scopes import HostScope
from oro_framework.service import Service
from oro_framework.types import Module, Mount, Permission, Setting, StartCondition

FOUND = Found("recorded", "oro_recorded.plugin", "oro-recorded", "1")
_NO_WORDS: tuple[str, ...] = ()
NOTHING = Record(
    platform=sys.platform, sources=("__init__.py", "plugin.py"), hooks=(), settings=(), permissions=(), services={}
)


class Prompt(Service):
    name = "prompt"


class Patient(Service):
    name = "patient"
    on_demand = True


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a package whose sources are a second old, with a record."""
    folder = tmp_path / "oro_recorded"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in NOTHING.sources:
        (folder / name).write_text("raise AssertionError('imported')\n")
        _age(folder / name, seconds=1)
    write_record(folder, NOTHING)
    return folder


def _age(path: Path, seconds: float) -> None:
    now = path.stat().st_mtime
    os.utime(path, (now - seconds, now - seconds))


def declared(hook: str, answer: Any, **options: Any) -> HookFunction:
    return HookFunction(hook=hook, function=lambda **arguments: answer, **options)


def test_a_record_is_read_back_without_an_import(package: Path) -> None:
    assert package_folder(FOUND) == package
    assert read_record(FOUND) == (NOTHING, package)
    assert "oro_recorded" not in sys.modules


def _edit(package: Path) -> None:
    _age(package / "plugin.py", seconds=-10)


def _add(package: Path) -> None:
    (package / "more").mkdir()
    (package / "more" / "later.py").touch()
    _age(package / "more" / "later.py", seconds=10)


def _move(package: Path) -> None:
    write_record(package, replace(NOTHING, platform="another"))


def _damage(package: Path) -> None:
    (package / NAME).write_text('{"platform": "')


def _extend(package: Path) -> None:
    text = (package / NAME).read_text()
    (package / NAME).write_text(text.replace("{", '{"more": 1,', 1))


def _forget(package: Path) -> None:
    write_record(package, None)


@pytest.mark.parametrize("change", [_edit, _add, _move, _damage, _extend, _forget])
def test_a_record_that_may_be_wrong_does_not_count(package: Path, change: Callable[[Path], None]) -> None:
    change(package)
    assert read_record(FOUND) is None


def test_a_record_does_not_count_once_a_source_is_gone(package: Path) -> None:
    (package / "more.py").touch()
    write_record(package, replace(NOTHING, sources=("__init__.py", "more.py", "plugin.py")))
    assert read_record(FOUND) is not None
    (package / "more.py").unlink()
    assert read_record(FOUND) is None


def test_a_wheels_record_counts_whenever_its_files_were_unpacked(package: Path) -> None:
    _edit(package)
    assert read_record(replace(FOUND, folder=str(package.parent))) == (NOTHING, package)
    assert read_record(replace(FOUND, folder=str(package))) is None


@pytest.mark.parametrize("module", ["oro_recorded", "oro_recorded.more.plugin", "oro_that_is_not_there.plugin"])
def test_what_is_no_module_of_a_package_has_no_record(package: Path, module: str) -> None:
    assert read_record(replace(FOUND, module=module)) is None


def test_a_record_holds_what_was_declared(package: Path) -> None:
    settings = [
        Setting("patient_scope", HostScope.parse, HostScope(), "who may"),
        Setting("patient_names", tuple, ("a", "b"), "names", env=("NAMES",)),
        Setting("patient_words", tuple[str, ...], _NO_WORDS, "words"),
        Setting("patient_limit", int, 3, "how many"),
    ]
    permissions = [Permission(name="patience", description="Wait.", default=False, harmless=True)]
    modules = [Module(name="wait", path=package / "js" / "wait.js", node=True)]
    functions = [
        declared("oro_settings", settings),
        declared("oro_permissions", permissions),
        declared("oro_services", [Patient]),
        declared("oro_modules", modules),
        declared("oro_csp", {"frame-src": ["https://*.example"]}),
        declared("oro_page_events", "imported", takes=("host",)),
    ]
    write_record(package, record_of(package, functions, [Patient(None)]))  # type: ignore[arg-type]
    recorded = read_record(FOUND)
    assert recorded is not None
    functions = recorded.record.functions(package, lambda hook: declared(hook, "imported"))
    answers = {each.hook: each.call({"host": None}) for each in functions}
    assert answers == {
        "oro_settings": settings,
        "oro_permissions": tuple(permissions),
        "oro_services": None,
        "oro_modules": modules,
        "oro_csp": {"frame-src": ("https://*.example",)},
        "oro_page_events": "imported",
    }
    assert recorded.record.services == {"patient": ()}


@pytest.mark.anyio
async def test_the_app_of_a_recorded_mount_is_made_for_the_first_request(package: Path) -> None:
    mount = Mount(path="/later", app=Later(), public=False)
    write_record(package, record_of(package, [declared("oro_mounts", [mount])], []))
    recorded = read_record(FOUND)
    assert recorded is not None
    (read,) = recorded.record.functions(package, lambda hook: declared(hook, None))[0].call({})
    assert (read.path, read.permission, read.public) == ("/later", None, False)
    made = Later.made
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    await read.app({"type": "lifespan"}, None, send)
    assert Later.made == made
    for _ in range(2):
        await read.app({"type": "http"}, None, send)
    assert (Later.made, sent) == (made + 1, ["answered", "answered"])


class Later:
    """An ASGI app that counts how often it is made."""

    made = 0

    def __init__(self) -> None:
        Later.made += 1

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await send("answered")


def _closure() -> Callable[[Any], int]:
    def read(value: Any) -> int:
        return int(value)

    return read


@pytest.mark.parametrize(
    ("functions", "services", "why"),
    [
        ([declared("oro_schemes", [], takes=("host",))], [], "it has oro_schemes"),
        ([declared("oro_mounts", [], takes=("host",))], [], "its oro_mounts takes arguments"),
        ([declared("oro_mounts", [Mount(path="/a", directory=Path("/a"))])], [], "has no name to find it by"),
        ([declared("oro_started", None)], [], "it has oro_started"),
        ([declared("oro_settings", [], takes=("host",))], [], "its oro_settings takes arguments"),
        ([declared("oro_csp", {}, takes=("window",))], [], "its oro_csp takes arguments"),
        ([declared("oro_permissions", [], wrapper=True)], [], "its oro_permissions takes arguments, is a wrapper"),
        ([declared("oro_permissions", [], tryfirst=True)], [], "or asks for its place"),
        ([declared("oro_permissions", []), declared("oro_permissions", [])], [], "it has a hook twice"),
        ([declared("oro_services", [Prompt])], [Prompt], "service prompt is not on_demand"),
        ([declared("oro_settings", [Setting("a", _closure(), 1, "")])], [], "has no name to find it by"),
        ([declared("oro_settings", [Setting("a", int, object(), "")])], [], "cannot be read back"),
        ([declared("oro_modules", [Module(name="a", path=Path("/a.js"))])], [], "/a.js"),
    ],
)
def test_what_cannot_wait_or_cannot_be_written_has_no_record(
    package: Path, functions: list[HookFunction], services: list[type[Service]], why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        record_of(package, functions, [service(None) for service in services])  # type: ignore[arg-type]


# -- the plugins of this repository -----------------------------------------------------------------


@pytest.fixture
def records(tmp_path: Path) -> dict[str, Recorded]:
    """Return a record of every installed plugin that can have one, made of the plugin itself."""
    host = loaded_host(tmp_path, thorough=True)
    made: dict[str, Recorded] = {}
    for item in discover():
        services = [service for info, service in host.tables.services.values() if info.name == item.name]
        if (package := package_folder(item)) is not None:
            try:
                made[item.name] = Recorded(record_of(package, host.plugins.functions(item.name), services), package)
            except ValueError:
                continue
    return made


def loaded_host(root: Path, *, thorough: bool) -> Host:
    return Host.load(
        load(Sources(derived={"meta_bundle_identifier": "org.example.records"})), root=root, thorough=thorough
    )


def test_a_host_of_records_declares_what_the_plugins_do(
    records: dict[str, Recorded], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "dns" in records
    monkeypatch.setattr(loaded, "read_record", lambda item: records.get(item.name))
    imported, recorded = loaded_host(tmp_path, thorough=True), loaded_host(tmp_path, thorough=False)
    assert set(recorded.plugins.unimported) == set(records)
    for name in records:
        one, other = imported.plugins.infos[name].shown(), recorded.plugins.infos[name].shown()
        for part in ("state", "hooks", "services", "permissions", "modules", "settings"):
            assert one[part] == other[part], (name, part)
        assert sorted(one["routes"]) == sorted(other["routes"])
        assert imported.plugins.infos[name].folder == recorded.plugins.infos[name].folder
        for key in (key for key in one["settings"] if not key.endswith("_")):
            assert imported.settings[key] == recorded.settings[key]
    assert imported.permissions.names() == recorded.permissions.names()
    assert set(imported.assets.modules.names()) == set(recorded.assets.modules.names())
    for route, bound in imported.routes.items():
        assert recorded.tables.router.reserved.get(route.lower()) == (bound.plugin if bound.plugin in records else None)


class Implements:
    """Has a hook that the host knows."""

    @hookimpl
    def oro_resumed(self, host: Any) -> None:
        return


@pytest.mark.parametrize(
    ("condition", "met"),
    [
        (StartCondition(setting="dns_"), False),
        (StartCondition(setting="permissions_allow_"), True),
        (StartCondition(setting="permissions_allow_dns"), True),
        (StartCondition(files="extensions/*.odd"), False),
        (StartCondition(files="parts/*.odd"), True),
        (StartCondition(hook="oro_paused"), False),
        (StartCondition(hook="oro_resumed"), True),
    ],
)
def test_a_plugin_is_imported_at_the_start_of_apps_that_need_it_then(
    records: dict[str, Recorded], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, condition: StartCondition, met: bool
) -> None:
    changed = {**records, "dns": records["dns"]._replace(record=replace(records["dns"].record, at_start=(condition,)))}
    monkeypatch.setattr(loaded, "read_record", lambda item: changed.get(item.name))
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "one.odd").touch()
    derived = {"meta_bundle_identifier": "org.example.records", "permissions_allow_dns": True}
    host = Host.load(
        load(Sources(derived=derived)),
        root=tmp_path,
        plugins=[("implements", Implements())],
        found=[item for item in discover() if item.name == "dns"],
        thorough=False,
    )
    assert ("dns" in host.plugins.unimported) is not met
    assert host.plugins.infos["dns"].active()


def test_a_wrapper_of_services_sees_those_of_all_plugins(
    records: dict[str, Recorded], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[type[Service]] = []

    class Wrapping:
        @hookimpl(wrapper=True)
        def oro_services(self) -> Any:
            answers = yield
            seen.extend(service for answer in answers for service in answer)
            return answers

    monkeypatch.setattr(loaded, "read_record", lambda item: records.get(item.name))
    host = Host.load(
        load(Sources(derived={"meta_bundle_identifier": "org.example.records"})),
        root=tmp_path,
        plugins=[("wrapping", Wrapping())],
        thorough=False,
    )
    assert not host.plugins.unimported
    assert "dns" in {service.name for service in seen}


def test_a_required_plugin_is_imported(
    records: dict[str, Recorded], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loaded, "read_record", lambda item: records.get(item.name))
    derived = {"meta_bundle_identifier": "org.example.records", "plugins_required": ["dns"]}
    host = Host.load(load(Sources(derived=derived)), root=tmp_path, thorough=False)
    assert "dns" not in host.plugins.unimported
    assert "dns.lookup" in host.routes
