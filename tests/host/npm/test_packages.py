"""What pages and workers are served of packages."""

from __future__ import annotations

from pathlib import Path

from oro_framework.host.npm.app_packages import EMPTY, AppPackages
from oro_framework.host.npm.packages import Packages

from .trees import BUILTINS, ORIGIN, packages_of, planted

TREE: dict[str, object] = {
    "app.js": "import x from 'x'\nimport './own.cjs'\nimport './plain.js'\nimport 'mapped'\nimport 'maps/one'\n"
    "import fs from 'fs'\nimport 'node:fs'\nimport 'nowhere'\nimport(/* why */ 'x/part')\nimport(name)\n"
    "// import 'x'\nconst text = \"import 'x'\"\nexport * from 'x'\n",
    "own.cjs": "exports.a = 1",
    "plain.js": "import './app.js'",
    "node_modules/x/package.json": {
        "name": "x",
        "type": "module",
        "exports": {".": "./index.js", "./part": "./part.cjs", "./data.json": "./data.json"},
        "browser": {"gone": False},
    },
    "node_modules/x/index.js": "export default 1\nexport * from './part.cjs'\n"
    "import data from './data.json' with { type: 'json' }\nimport 'gone'\n"
    "import y from 'y'\nimport './deep.js'\nimport { z } from './other'\n",
    "node_modules/x/part.cjs": "exports.part = 1; exports['a-b'] = 2; exports.default = 3",
    "node_modules/x/data.json": "{}",
    "node_modules/x/deep.js": "",
    "node_modules/x/other.js": "export const z = 1",
    "node_modules/x/node_modules/y/index.js": "module.exports = 'inner'",
    "node_modules/y/index.js": "module.exports = 'outer'",
    "node_modules/mapped/index.js": "",
    "node_modules/@s/z/package.json": {"name": "@s/z", "exports": {"./a b": "./a b.js"}},
    "node_modules/@s/z/a b.js": "export const it = 1",
}
X = f"{ORIGIN}/node_modules/x"


def test_specifiers_of_the_app_that_no_engine_resolves_become_urls(tmp_path: Path) -> None:
    packages = packages_of(planted(tmp_path, TREE), claimed=("mapped", "maps/"))
    text = packages.script("/app.js")
    assert text is not None
    assert text.decode().splitlines() == [
        f'import x from "{X}/index.js"',
        f'import "{ORIGIN}/own.cjs?__oro_npm=commonjs"',
        "import './plain.js'",
        "import 'mapped'",
        "import 'maps/one'",
        f'import fs from "{ORIGIN}/oro/fs.js"',
        "import 'node:fs'",
        "import 'nowhere'",
        f'import(/* why */ "{X}/part.cjs?__oro_npm=commonjs")',
        "import(name)",
        "// import 'x'",
        "const text = \"import 'x'\"",
        f'export * from "{X}/index.js"',
    ]
    assert packages.script("/plain.js") is None
    assert packages.script("/none.js") is None


def test_packages_see_their_own_packages(tmp_path: Path) -> None:
    text = packages_of(planted(tmp_path, TREE), {"x": ("browser",)}).script("/node_modules/x/index.js")
    assert text is not None
    assert text.decode().splitlines() == [
        "export default 1",
        f'export * from "{X}/part.cjs?__oro_npm=commonjs"',
        "import data from './data.json' with { type: 'json' }",
        f'import "{ORIGIN}{EMPTY}"',
        f'import y from "{X}/node_modules/y/index.js?__oro_npm=commonjs"',
        "import './deep.js'",
        f'import {{ z }} from "{X}/other.js"',
    ]


def test_what_the_app_maps_is_left_to_its_import_map_in_packages_too(tmp_path: Path) -> None:
    text = packages_of(planted(tmp_path, TREE), claimed=("y",)).script("/node_modules/x/index.js")
    assert text is not None
    assert "import y from 'y'" in text.decode()


def test_the_module_around_a_commonjs_file_requires_it_and_names_its_exports(tmp_path: Path) -> None:
    text = packages_of(planted(tmp_path, TREE)).wrapper("/node_modules/x/part.cjs").decode()
    assert text == (
        f'import {{ createRequire }} from "{ORIGIN}/oro/module.js"\n'
        f'const $require = () => createRequire("{X}/part.cjs")("./part.cjs")\nlet $exports\n'
        "try { $exports = $require() } catch (error) {\n"
        f'  const said = "Cannot load {X}/part.cjs: it is CommonJS, which runs by eval(), '
        "and the page's policy forbids that; allow 'unsafe-eval' in script-src, or import an ES module\"\n"
        "  throw error instanceof EvalError ? new EvalError(said, { cause: error }) : error\n}\n"
        "const $of = name => $exports != null && Object.hasOwn(Object($exports), name) ? $exports[name] : undefined\n"
        "export default $exports\n"
        'const $0 = $of("a-b")\nexport { $0 as "a-b" }\n'
        'const $1 = $of("part")\nexport { $1 as part }\n'
    )


def test_a_page_finds_packages_and_their_parts_by_name(tmp_path: Path) -> None:
    packages = packages_of(planted(tmp_path, TREE))
    passed_on = f'export * from "{X}/index.js"\nexport {{ default }} from "{X}/index.js"\n'
    assert packages.entry("x") == (EMPTY, passed_on.encode())
    assert packages.entry("@s/z/a%20b") == (EMPTY, f'export * from "{ORIGIN}/node_modules/@s/z/a%20b.js"\n'.encode())
    planted(tmp_path, {"package.json": {"imports": {"#in": "x"}}})
    assert packages_of(tmp_path).entry("%23in") == (EMPTY, passed_on.encode())
    assert packages.entry("x/data.json") == ("/node_modules/x/data.json", b"{}")
    for none in ("x/private", "none", "../app.js", "./app.js", "/app.js", "#none", "", "%2e%2e/app.js"):
        assert packages.entry(none) is None, none


def test_import_maps_follow_what_is_installed(tmp_path: Path) -> None:
    planted(tmp_path, TREE)
    planted(
        tmp_path,
        {"package.json": {"name": "own", "exports": "./app.js", "imports": {"#in": "./app.js", "#p/*": "./*"}}},
    )
    app = AppPackages(ORIGIN, tmp_path, (), BUILTINS, lambda: packages_of(tmp_path))
    found = app.import_map()
    assert {name: found[name] for name in ("own", "own/", "#in", "#p/")} == {
        "own": f"{ORIGIN}/oro/packages/own",
        "own/": f"{ORIGIN}/oro/packages/own/",
        "#in": f"{ORIGIN}/oro/packages/%23in",
        "#p/": f"{ORIGIN}/oro/packages/%23p/",
    }
    assert found["x"] == f"{ORIGIN}/oro/packages/x"
    assert found["x/"] == f"{ORIGIN}/oro/packages/x/"
    assert found["@s/"] == f"{ORIGIN}/oro/packages/@s/"
    assert found["fs/promises"] == f"{ORIGIN}/oro/fs/promises.js"
    assert "@s" not in found
    assert app.import_map() is found
    (tmp_path / "node_modules" / "new").mkdir()
    assert "new" in app.import_map()
    assert app.names() == ["@s/z", "mapped", "new", "x", "y"]


def test_an_app_without_packages_reads_no_scripts(tmp_path: Path) -> None:
    planted(tmp_path, {"app.js": "import fs from 'fs'"})
    made: list[Packages] = []

    def make() -> Packages:
        made.append(packages_of(tmp_path))
        return made[0]

    app = AppPackages(ORIGIN, tmp_path, (), BUILTINS, make)
    assert app.script("/app.js", b"") is None
    assert app.build("/package.json") is None
    assert not made
    assert app.entry(EMPTY) == (EMPTY, b"export default {}\n")


def test_the_build_of_a_package_is_told_with_its_package_json(tmp_path: Path) -> None:
    planted(tmp_path, TREE)
    said = {"x": ("browser", "special")}
    app = AppPackages(ORIGIN, tmp_path, (), BUILTINS, lambda: packages_of(tmp_path, said))
    assert app.build("/node_modules/x/package.json") == "browser special"
    assert app.build("/node_modules/x/index.js") is None


def test_require_is_told_what_saves_it_attempts(tmp_path: Path) -> None:
    planted(tmp_path, {**TREE, "node_modules/y/lib/deep/file.js": "", "node_modules/y/package.json": {"name": "y"}})
    app = AppPackages(ORIGIN, tmp_path, (), BUILTINS, lambda: packages_of(tmp_path))
    assert app.extension("/node_modules/x/other") == ".js"
    assert app.extension("/node_modules/x/part") == ".cjs"
    assert app.extension("/node_modules/x/none") is None
    assert app.extension("/own") is None
    assert app.scope("/node_modules/y/lib/deep/file.js") == "/node_modules/y"
    assert app.scope("/node_modules/x/index.js") is None, "it has packages of its own"
    assert app.scope("/app.js") is None


def test_why_tells_the_files_of_both_builds(tmp_path: Path) -> None:
    packages = packages_of(planted(tmp_path, TREE))
    found = packages.why("x/part")
    assert found is not None
    assert (found.name, found.folder, found.require, found.imported) == (
        "x",
        "/node_modules/x",
        "/node_modules/x/part.cjs (CommonJS)",
        "/node_modules/x/part.cjs (CommonJS)",
    )
    assert [each.build for each in found.alternatives] == ["node", "browser"]
    assert packages.why("none") is None
