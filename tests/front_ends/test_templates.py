"""Every template for Vite: its types are right, it builds, its own test passes, and everybody can use its page."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from oro_framework.cli.front_ends import FRONT_ENDS
from oro_framework.cli.main import invoke
from oro_framework.testing import Engines, engines

from .dev import PACKAGES, made

pytestmark = [
    pytest.mark.webview,
    pytest.mark.skipif(not PACKAGES.is_dir(), reason="set-up fetches the packages of npm"),
]

CHECKERS = {"vue": ["vue-tsc", "--noEmit"], "svelte": ["svelte-check", "--threshold", "error"]}
ENGINES = {"vanilla": "qt", "react": "gtk", "vue": "qt", "svelte": "gtk", "solid": "qt"}
"""The engine of each, where test_hot_reload.py takes the other."""
AXE = """
import test from 'oro:test'

test('axe finds nothing', async (t) => {
  await new Promise((resolve) => {
    const look = () => document.querySelector('form') ? (observer.disconnect(), resolve()) : null
    const observer = new MutationObserver(look)
    observer.observe(document, { subtree: true, childList: true })
    look()
  })
  await import('./axe.js')
  const { violations } = await axe.run(document)
  t.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target.join())]), [])
})
"""


def run(app: Path, *command: str) -> str:
    """Run a program of the app's packages; return its output."""
    program = app / "node_modules" / ".bin" / command[0]
    done = subprocess.run([program, *command[1:]], cwd=app, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize("template", FRONT_ENDS)
def test_it_is_typed_built_and_passes_its_test(template: str, oro_engines: Engines, tmp_path: Path) -> None:
    app = made(tmp_path / "app", template)
    assert invoke(["types", "--app", str(app)]) == 0
    run(app, *CHECKERS.get(template, ["tsc", "--noEmit"]))
    run(app, "vite", "build")
    engine = ENGINES[template] if ENGINES[template] in engines() else engines()[0]
    (app / "tests" / "all.js").write_text("import './page.js'\n" + AXE)
    (app / "tests" / "axe.js").write_bytes((PACKAGES / "axe-core" / "axe.min.js").read_bytes())
    code, output = oro_engines.run(engine, app, "--headless", "--test", str(app / "tests" / "all.js"))
    assert code == 0, output
    assert "Refused to" not in output
    assert re.search(r"# pass +3", output), output


@pytest.mark.parametrize("template", FRONT_ENDS)
def test_in_javascript_it_builds(template: str, tmp_path: Path) -> None:
    app = made(tmp_path / "app", template, "javascript")
    assert "built in" in run(app, "vite", "build")
    assert not [*app.glob("src/*.ts*"), *app.glob("tsconfig.json")]


@pytest.mark.parametrize("template", FRONT_ENDS)
@pytest.mark.parametrize("language", ["typescript", "javascript"])
def test_the_packages_here_are_those_it_asks_for(template: str, language: str, tmp_path: Path) -> None:
    app = made(tmp_path / "app", template, language)
    wanted = json.loads((app / "package.json").read_text())
    for name, version in {**wanted.get("dependencies", {}), **wanted["devDependencies"]}.items():
        if name != "@oro/vite":
            here = json.loads((PACKAGES / name / "package.json").read_text())["version"]
            assert version == f"^{here}", name


def test_it_says_which_command_makes_the_pages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    app = made(tmp_path / "app", "vanilla")
    assert invoke(["run", str(app), "--headless"]) == 3
    assert '/dist" is no folder; make it with: npm run build' in capsys.readouterr().err
