"""The table of modules: the convention, declarations, conflicts, import map and proxies."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from oro_framework.errors import Conflict, DeclarationError
from oro_framework.host.resources.module_files import framework_folder, framework_modules, modules_in, name_at, place_of
from oro_framework.host.resources.modules import (
    DISTRIBUTIONS,
    FRAMEWORK,
    NODE_MODULES,
    ModuleTable,
    missing_reason,
    missing_text,
    proxy_text,
)
from oro_framework.types import Module

ORIGIN = "oro://com.example.app"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A `js` folder with everything the convention knows."""
    js = tmp_path / "js"
    for path, text in {
        "fs.js": "export default 1",
        "fs/promises.js": "export const a = 1",
        "fs/private.wasm": "",
        "internal/init.js": "",
        "extra.js": "",
        "extra.d.ts": "",
        "extra.test.js": "",
        "tests/x.js": "",
        "node_modules/y/index.js": "",
        ".hidden.js": "",
        ".cache/z.js": "",
    }.items():
        (js / path).parent.mkdir(parents=True, exist_ok=True)
        (js / path).write_text(text)
    return js


def table(folder: Path) -> ModuleTable:
    made = ModuleTable()
    made.add("oro-fs", modules_in(folder))
    return made


def test_the_convention(folder: Path) -> None:
    names = {module.name: module.path.relative_to(folder).as_posix() for module in modules_in(folder)}
    assert names == {
        "extra": "extra.js",
        "fs": "fs.js",
        "fs/promises": "fs/promises.js",
        "fs/private.wasm": "fs/private.wasm",
        "internal/init": "internal/init.js",
    }


def test_a_folder_that_is_not_there_offers_nothing(tmp_path: Path) -> None:
    assert list(modules_in(tmp_path / "none")) == []


def test_a_folder_may_be_a_link(folder: Path) -> None:
    link = folder.parent / "link"
    link.symlink_to(folder)
    assert [module.path for module in modules_in(link)] == [module.path for module in modules_in(folder)]


def test_what_is_served_and_offered(folder: Path) -> None:
    made = table(folder)
    assert made.names() == ["extra", "fs", "fs/promises"]
    assert made.names("node") == ["fs", "fs/promises"]
    for path in ("/oro/fs.js", "/oro/fs/promises.js", "/oro/fs/private.wasm", "/oro/internal/init.js"):
        served = made.at(path)
        assert served is not None
        assert served.url_path == path
    assert made.at("/oro/extra.d.ts") is None
    assert made.named("oro", "extra") is not None
    assert made.named("node", "extra") is None
    assert made.named("node", "fs") is not None
    assert made.named("oro", "fs/private.wasm") is None


def test_a_declared_module_may_be_anywhere_and_for_node(tmp_path: Path) -> None:
    (tmp_path / "built.js").write_text("")
    made = ModuleTable()
    made.add("oro-x", [Module(name="zlib", path=tmp_path / "built.js", node=True)])
    assert made.names("node") == ["zlib"]
    assert made.at("/oro/zlib.js") is not None


def test_a_name_has_one_owner_and_a_conflict_adds_nothing(folder: Path) -> None:
    made = table(folder)
    other = [Module(name="other", path=folder / "fs.js"), Module(name="fs", path=folder / "fs.js")]
    with pytest.raises(Conflict) as caught:
        made.add("oro-other", other)
    for name in ('"oro:fs"', '"oro-fs"', '"oro-other"'):
        assert name in caught.value.message
    assert "other" not in made.names()


@pytest.mark.parametrize("name", ["", "/x", "a//b", "../x", "a/./b", "a\nb"])
def test_a_name_no_url_could_have_is_an_error(folder: Path, name: str) -> None:
    with pytest.raises(DeclarationError, match="Cannot offer module"):
        ModuleTable().add("oro-x", [Module(name=name, path=folder / "fs.js")])


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match="is not there"):
        ModuleTable().add("oro-x", [Module(name="x", path=tmp_path / "x.js")])


def test_the_import_map(folder: Path) -> None:
    own = table(folder).import_map(ORIGIN)
    assert own == {
        "imports": {
            "oro:extra": f"{ORIGIN}/oro/extra.js",
            "oro:fs": f"{ORIGIN}/oro/fs.js",
            "oro:fs/promises": f"{ORIGIN}/oro/fs/promises.js",
            "node:fs": f"{ORIGIN}/oro/fs.js",
            "node:fs/promises": f"{ORIGIN}/oro/fs/promises.js",
        }
    }
    merged = table(folder).import_map(ORIGIN, {"imports": {"oro:fs": "/mine.js", "x": "/x.js"}, "scopes": {"/a": {}}})
    assert merged["scopes"] == {"/a": {}}
    imports = merged["imports"]
    assert isinstance(imports, dict)
    assert (imports["oro:fs"], imports["x"], imports["node:fs"]) == ("/mine.js", "/x.js", f"{ORIGIN}/oro/fs.js")


def test_a_proxy_follows_the_file(folder: Path) -> None:
    made = table(folder)
    served = made.named("oro", "fs")
    assert served is not None
    url = f'"{ORIGIN}/oro/fs.js"'
    assert made.proxy(served, ORIGIN) == f"export * from {url}\nexport {{ default }} from {url}\n"
    (folder / "fs.js").write_text("export const later = 1 // default")
    assert made.proxy(served, ORIGIN) == f"export * from {url}\n"


def test_a_proxy_without_default() -> None:
    assert proxy_text("oro://b/oro/x.js", default=False) == 'export * from "oro://b/oro/x.js"\n'


@pytest.mark.parametrize(
    ("specifier", "reason"),
    [
        ("oro:dgram", "install the plugin oro-udp"),
        ("node:fs/promises", "install the plugin oro-fs"),
        ("node:crypto", "install the plugin oro-node"),
        ("oro:nonsense", "no plugin offers it"),
        ('oro:"</script>\u2028\\', "no plugin offers it"),
    ],
)
def test_a_missing_module_says_what_to_install(specifier: str, reason: str) -> None:
    text = missing_text(specifier)
    assert text.isascii()
    assert "</" not in text
    message = json.loads(text[len("throw Object.assign(new Error(") : text.index("), { code:")])
    assert message == f'Cannot find module "{specifier}": {reason}'


def test_a_module_that_an_installed_plugin_lacks_is_not_a_reason_to_install_it(tmp_path: Path) -> None:
    (tmp_path / "fs.js").write_text("export default 1\n")
    table = ModuleTable()
    table.add("oro-fs", [Module(name="fs", path=tmp_path / "fs.js")])
    expected = 'Cannot find module "oro:fs/nothing": the plugin oro-fs is installed and has no such module'
    assert missing_reason("oro:fs/nothing", table) == expected
    assert missing_reason("oro:dgram", table).endswith("install the plugin oro-udp")


def test_node_names_are_offered_for_modules_of_node_alone() -> None:
    assert len(NODE_MODULES) == 39 + 20
    assert {"fs/promises", "worker_threads", "path/win32", "test", "zlib"} <= NODE_MODULES
    assert not {"_http_agent", "ipc", "application"} & NODE_MODULES


def test_the_frameworks_own_modules_are_found() -> None:
    named = {module.name: module for module in framework_modules(framework_folder())}
    assert {"errors", "buffer", "window", "internal/missing", "internal/preload"} <= named.keys()
    assert place_of(named["buffer"]) == "node/buffer.js"
    assert place_of(named["internal/missing"]) == "base/internal/missing.js"
    assert place_of(named["internal/bytes"]) == ""


def test_no_two_rooms_have_a_module_of_one_name() -> None:
    names = [module.name for module in framework_modules(framework_folder())]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("node/buffer.js", "buffer.js"),
        ("boot/preload.js", "internal/preload.js"),
        ("internal/bytes.js", "internal/bytes.js"),
        ("fs.js", ""),
        ("", ""),
    ],
)
def test_a_place_has_the_name_of_its_module(place: str, name: str) -> None:
    assert name_at(place) == name


def test_a_module_of_the_framework_is_served_at_its_name_and_at_its_place() -> None:
    made = ModuleTable()
    made.add(FRAMEWORK, framework_modules(framework_folder()))
    named, placed = made.at("/oro/buffer.js"), made.at("/oro/node/buffer.js")
    assert named is not None
    assert named is placed
    assert made.place(named) == "/oro/node/buffer.js"
    assert made.proxy(named, ORIGIN, made.place(named)) == proxy_text(f"{ORIGIN}/oro/node/buffer.js", default=True)
    assert made.at("/node/buffer.js") is None


def test_a_module_of_a_plugin_has_no_other_place(folder: Path) -> None:
    made = table(folder)
    served = made.at("/oro/fs.js")
    assert served is not None
    assert made.place(served) == ""
    assert made.at("/oro/node/fs.js") is None


def test_every_plugin_of_the_workspace_is_named_for_its_modules_and_no_other() -> None:
    folders = Path(__file__).parents[3].glob("plugins/*/oro_*/js")
    found = {path.stem: folder.parents[1].name for folder in folders for path in folder.glob("*.js")}
    assert found == DISTRIBUTIONS
