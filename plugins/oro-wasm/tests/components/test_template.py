"""`oro new --template wasm-plugin` and `wasm-package`: built by the real tools, called by what comes with them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from oro_wasm.templates import TEMPLATES

from oro_framework.testing.engines import Engines, engines

LANGUAGES = ("c", "python")
"""Those whose tools come from PyPI; Rust needs a cargo with the target wasm32-wasip2."""
PAGE = """
import test from 'oro:test'
import ipc from 'oro:ipc'

const answer = document.querySelector('#answer')

async function greeted (name, loud) {
  const changed = new Promise((resolve) => new MutationObserver(resolve).observe(answer, { childList: true }))
  document.querySelector('[name=name]').value = name
  document.querySelector('[name=loud]').checked = loud
  document.querySelector('#greet').requestSubmit()
  await changed
  return [answer.textContent, answer.dataset.note]
}

test('the page greets through the plugin, which keeps its state', async (t) => {
  t.deepEqual(await greeted('Ada', false), ['Hello, Ada!', '0 before'])
  t.deepEqual(await greeted('Zoë', true), ['HELLO, ZOË!', '1 before'])
  t.deepEqual(await greeted('', false), ['Cannot finish "greeter.greet": a name is needed', ''])
  const { err } = await ipc.request('greeter.greet', { name: 'Ada', tone: 'shrill' })
  t.equal(err.message, `Cannot call "greeter.greet": parameter "tone" must be one of 'plain', 'loud', got 'shrill'`)
})
"""


def oro(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "oro_framework.cli", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.mark.webview
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plugin_of_the_template_answers_its_page(language: str, oro_engines: Engines, tmp_path: Path) -> None:
    oro(tmp_path, "new", "app", "--template", "wasm-plugin", "--language", language)
    app = tmp_path / "app"
    oro(app, "wasm", "compile", "greeter", "-o", "pages/extensions")
    (tmp_path / "page.js").write_text(PAGE if language == "python" else PAGE.replace("ZOË", "ZOë"))
    for engine in engines():
        code, output = oro_engines.run(engine, app, "--headless", "--test", str(tmp_path / "page.js"))
        assert code == 0, output
    types = oro(app, "types")
    assert "oro.d.ts" in types.stdout
    written = (app / "oro.d.ts").read_text()
    assert 'params: { name: string; tone: "loud" | "plain" }' in written.replace("'", '"')
    assert "Greets by name; a name that is empty is an error." in written


def test_every_language_has_the_files_it_names() -> None:
    [template] = [each for each in TEMPLATES if each.languages]
    for folder in ("common", *template.languages):
        assert (template.folder / folder / "template.json").is_file()


def test_the_component_of_a_package_is_the_one_that_its_source_makes(tmp_path: Path) -> None:
    oro(tmp_path, "new", "oro-echo", "--template", "wasm-package")
    built = tmp_path / "oro-echo" / "oro_echo" / "greeter" / "greeter.wasm"
    shipped = built.read_bytes()
    built.unlink()
    oro(tmp_path / "oro-echo", "wasm", "compile", "oro_echo/greeter", "-o", "oro_echo/greeter")
    assert built.read_bytes() == shipped


def test_a_package_passes_the_tests_that_come_with_it(tmp_path: Path) -> None:
    oro(tmp_path, "new", "oro-echo", "--template", "wasm-package")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_echo.py"]
    env = {**os.environ, "PYTHONPATH": str(tmp_path / "oro-echo")}
    done = subprocess.run(command, cwd=tmp_path / "oro-echo", env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
