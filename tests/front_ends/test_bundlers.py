"""What the how-to shows for esbuild and webpack makes pages that have the runtime's modules."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from oro_framework.testing import Engines, engines

from .dev import PACKAGES

pytestmark = [
    pytest.mark.webview,
    pytest.mark.skipif(not PACKAGES.is_dir(), reason="set-up fetches the packages of npm"),
]

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "use-vite.md"
INDEX = '<!doctype html><title>built</title><script type="module" src="main.js"></script>'
MAIN = """
import { request } from 'oro:ipc'
import { join } from 'node:path'
import { posix } from 'classic'

const { extname } = await import('node:path')
document.title = [join('a', 'b'), extname('c.d'), posix('e', 'f'), typeof request].join(' ')
"""
CLASSIC = "const path = require('path')\nexports.posix = (...parts) => path.posix.join(...parts)\n"
TEST = """
import test from 'oro:test'

test('the page has what it imports', async (t) => {
  await new Promise((resolve) => {
    if (document.title !== 'built') return resolve()
    new MutationObserver(resolve).observe(document, { subtree: true, childList: true, characterData: true })
  })
  t.equal(document.title, 'a/b .d e/f function')
})
"""


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """A project with the files that the how-to shows."""
    shown = re.findall(r"```\{code-block\} \w+\n:caption: (\S+)\n\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert [name for name, _ in shown] == ["build.mjs", "oro.toml", "webpack.config.mjs"]
    main = "src/main.js", "src/main.ts"
    for name, text in [*shown, ("index.html", INDEX), ("test.js", TEST), *((name, MAIN) for name in main)]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    packages = tmp_path / "node_modules"
    packages.mkdir()
    for name in ("@oro", "esbuild", "@esbuild", "webpack", "webpack-cli", ".bin"):
        (packages / name).symlink_to(PACKAGES / name)
    (packages / "classic").mkdir()
    (packages / "classic" / "index.js").write_text(CLASSIC)
    (packages / "classic" / "package.json").write_text('{ "name": "classic" }')
    (tmp_path / "package.json").write_text('{ "type": "module" }')
    return tmp_path


@pytest.mark.parametrize(("command", "engine"), [("node build.mjs", "gtk"), ("node_modules/.bin/webpack", "qt")])
def test_a_build_leaves_modules_to_the_runtime(command: str, engine: str, app: Path, oro_engines: Engines) -> None:
    built = subprocess.run(command.split(), cwd=app, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    (app / "dist" / "index.html").write_text(INDEX)
    engine = engine if engine in engines() else engines()[0]
    code, output = oro_engines.run(engine, app, "--headless", "--test", str(app / "test.js"))
    assert code == 0, output
