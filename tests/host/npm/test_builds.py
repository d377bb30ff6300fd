"""Each package gets the build that can do its job; the reason is told."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from oro_framework.host.npm.builds import Build
from oro_framework.host.npm.known_builds import KNOWN
from oro_framework.host.npm.resolution import Scope

from .trees import packages_of, planted

LONG = "exports.work = function () { return [" + ", ".join(map(str, range(200))) + "] }\n"
WHOLE = f"{LONG}exports.more = 1\n"
BOTH: dict[str, object] = {"main": "n.js", "browser": "b.js"}


def build(
    folder: Path,
    json: Mapping[str, object],
    files: Mapping[str, str],
    said: Mapping[str, tuple[str, ...]] | None = None,
) -> Build:
    """Return the build of a package `x` of these files."""
    written = {f"node_modules/x/{name}.js": text for name, text in files.items()}
    packages = packages_of(planted(folder, {"node_modules/x/package.json": json, **written}), said)
    scope = packages.resolver.package("x")
    assert scope is not None
    return packages.builds.of(scope)


@pytest.mark.parametrize(
    ("json", "files", "expected"),
    [
        ({"main": "n.js"}, {"n": WHOLE}, ("one", "node")),
        (BOTH, {"n": WHOLE, "b": WHOLE}, ("complete", "browser")),
        (BOTH, {"n": WHOLE, "b": LONG}, ("lacks", "node")),
        (BOTH, {"n": WHOLE, "b": f"{LONG}exports.other = 1"}, ("complete", "browser")),
        (BOTH, {"n": LONG, "b": "module.exports = function () { throw new Error('not here') }"}, ("lacks", "node")),
        (BOTH, {"n": LONG, "b": "// a comment\nmodule.exports = window.Work"}, ("lacks", "node")),
        (BOTH, {"n": LONG, "b": "module.exports = require('./n.js')"}, ("complete", "browser")),
        (BOTH, {"n": "module.exports = 1", "b": "module.exports = 2"}, ("complete", "browser")),
        ({"main": "n.js", "browser": {"fs": False}}, {"n": WHOLE}, ("lacks", "node")),
        ({"main": "n.js", "browser": {"canvas": False}}, {"n": WHOLE}, ("complete", "browser")),
        ({"main": "n.js", "browser": {"./f.js": False}}, {"n": WHOLE, "f": ""}, ("lacks", "node")),
        ({"main": "n.js", "browser": {"./gone.js": False}}, {"n": WHOLE}, ("complete", "browser")),
        ({"main": "n.js", "browser": {"./n.js": "./b.js"}}, {"n": WHOLE, "b": LONG}, ("lacks", "node")),
        ({**BOTH, "gypfile": True}, {"n": WHOLE, "b": LONG}, ("native", "browser")),
        ({**BOTH, "dependencies": {"bindings": "1"}}, {"n": WHOLE, "b": LONG}, ("native", "browser")),
        (
            {"exports": {"browser": "./b.js", "default": "./index-server.js"}},
            {"index-server": WHOLE, "b": LONG},
            ("server", "browser"),
        ),
        (
            {"exports": {"browser": "./b.mjs", "import": "./n.mjs", "require": "./n.js"}},
            {"n": WHOLE, "b.mjs": "", "n.mjs": ""},
            ("complete", "browser"),
        ),
        (
            {"imports": {"#in": {"node": "./n.js", "default": "./b.js"}}, "exports": "./n.js"},
            {"n": WHOLE, "b": LONG},
            ("lacks", "node"),
        ),
    ],
)
def test_what_the_browser_build_lacks_decides(
    json: dict[str, object], files: dict[str, str], expected: tuple[str, str], tmp_path: Path
) -> None:
    found = build(tmp_path, json, files)
    assert (found.rule, *found.conditions) == expected
    assert found.reason


def test_an_es_module_that_cannot_be_required_is_not_taken_for_commonjs(tmp_path: Path) -> None:
    exports = {"browser": "./b.mjs", "import": "./n.mjs", "require": "./n.cjs"}
    files = {f"node_modules/x/{name}": f"export default 1\n{LONG}" for name in ("b.mjs", "n.mjs")}
    planted(tmp_path, {**files, "node_modules/x/n.cjs": LONG})
    assert build(tmp_path, {"exports": exports}, {}).rule == "lacks"


def test_the_app_decides_before_every_rule(tmp_path: Path) -> None:
    assert build(tmp_path, BOTH, {"n": WHOLE, "b": LONG}, {"x": ("browser", "special")}) == Build(
        ("browser", "special"), "setting", "[npm] of the app's configuration names it"
    )


def test_a_folder_with_a_package_json_of_its_own_has_the_build_of_its_package(tmp_path: Path) -> None:
    browser = {"type": "commonjs", "browser": {"./n.js": "./b.js"}}
    files: dict[str, str | Mapping[str, object]] = {
        "node_modules/@o/x/package.json": {"name": "@o/x", "main": "cjs/n.js"},
        "node_modules/@o/x/cjs/package.json": {"name": "@o/x", **browser},
        "node_modules/@o/x/cjs/n.js": LONG,
        "node_modules/@o/x/cjs/b.js": LONG,
    }
    builds = packages_of(planted(tmp_path, files), {"@o/x": ("node",)}).builds
    inner = Scope("/node_modules/@o/x/cjs", {"name": "@o/x", **browser})
    assert builds.of(inner).conditions == ("node",)
    assert builds.of(inner).rule == "setting"


def test_a_decision_holds_until_the_package_changes(tmp_path: Path) -> None:
    planted(tmp_path, {"node_modules/x/package.json": BOTH, "node_modules/x/n.js": WHOLE, "node_modules/x/b.js": LONG})
    packages = packages_of(tmp_path)
    scope = packages.resolver.package("x")
    assert scope is not None
    assert packages.builds.of(scope) is packages.builds.of(scope)


def test_the_list_names_builds_and_reasons() -> None:
    assert {build for build, _ in KNOWN.values()} <= {"node", "browser"}
    assert all(reason and reason[0].islower() and not reason.endswith(".") for _, reason in KNOWN.values())
    assert list(KNOWN) == sorted(KNOWN)
