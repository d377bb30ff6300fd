"""`oro new` makes an app that runs, and never writes over anything."""

from __future__ import annotations

import contextlib
import os
import pty
import re
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from oro_framework.cli.app import describe, load_config, load_host, without_built_pages
from oro_framework.cli.new import make, template_named, templates

from .conftest import Answer

Oro = Callable[..., Answer]


def test_it_prints_what_was_made_and_what_to_do_next(oro: Oro, tmp_path: Path) -> None:
    answer = oro("new", "My first_app")
    assert answer.code == 0
    assert answer.out.startswith("Made My first_app\n")
    assert answer.out.index("oro.toml") < answer.out.index("style.css")
    assert answer.out.endswith("\nWork on it:\n\n  oro dev 'My first_app'\n")
    made = {str(path.relative_to(tmp_path / "My first_app")) for path in (tmp_path / "My first_app").rglob("*.*")}
    assert all(path in answer.out for path in made)
    config = tomllib.loads((tmp_path / "My first_app" / "oro.toml").read_text())
    assert config["meta"] == {
        "bundle_identifier": "com.example.my-first-app",
        "title": "My first app",
        "version": "0.1.0",
    }
    assert "<h1>My first app</h1>" in (tmp_path / "My first_app" / "pages" / "index.html").read_text()


@pytest.mark.parametrize("template", templates())
def test_every_template_is_an_app_without_warnings(template: str, oro: Oro, tmp_path: Path) -> None:
    make(tmp_path / "made", template_named(template))
    described = describe(tmp_path / "made")
    settings = ["plugins.enabled="]
    settings += without_built_pages(described, load_config(described, settings))
    host = load_host(described, load_config(described, settings))
    assert host.config.warnings == ()
    assert {info.state for info in host.plugins.infos.values()} <= {"active", "unused"}
    made = [path for path in (tmp_path / "made").rglob("*") if path.is_file()]
    written = [path for path in made if not {"__pycache__", ".oro"} & {*path.parts}]
    assert not [path for path in written if "__" in re.sub("__(future|file|init)__", "", path.read_text())]


GREETING = """
import test from 'oro:test'

test('the page greets through Python', async (t) => {
  const answer = document.querySelector('#answer')
  const clock = document.querySelector('#clock')
  const changed = (node) => new Promise((resolve) => new MutationObserver(resolve).observe(node, { childList: true }))
  document.querySelector('#name').value = 'Ada'
  document.querySelector('#greet').requestSubmit()
  await changed(answer)
  t.equal(answer.textContent, 'Hello, Ada!')
  if (clock.textContent.startsWith('-')) await changed(clock)
  t.ok(/^[0-9]{2}:[0-9]{2}:[0-9]{2}$/.test(clock.textContent), 'the clock ticks')
})
"""


@pytest.mark.webview
@pytest.mark.parametrize("engine", ["gtk", "qt"])
def test_the_app_works_in_a_real_page(
    engine: str, display: str, process: Callable[..., Answer], tmp_path: Path
) -> None:
    assert process("new", "hello").code == 0
    (tmp_path / "greet.js").write_text(GREETING)
    answer = process("run", "hello", "--headless", "--backend", engine, "--test", "greet.js")
    assert answer.code == 0, answer.out + answer.err
    assert "# pass  2" in answer.out


def test_an_empty_folder_may_be_there_already(oro: Oro, tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    assert oro("new", "here", "--bundle", "org.example.x").code == 0
    assert 'bundle_identifier = "org.example.x"' in (tmp_path / "here" / "oro.toml").read_text()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["full"], 'Cannot make "full": it exists and is not an empty folder'),
        (["file"], 'Cannot make "file": it exists and is not an empty folder'),
        (["..."], 'Cannot make "...": a name needs letters or digits'),
        (["x", "--template", "y"], 'Cannot use template "y": there are app'),
        (["x", "--template", "app", "--javascript"], 'Cannot use template "app" in javascript: it comes in one'),
        (["x", "--install"], 'Cannot install for template "app": it has no packages of npm'),
        (["x", "--bundle", "no bundle"], 'Cannot use bundle identifier "no bundle": expected a name such as'),
        (["file/below"], 'Cannot make "file/below": '),
    ],
)
def test_what_cannot_be_made_is_refused_and_nothing_is_touched(
    arguments: list[str], message: str, oro: Oro, tmp_path: Path
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "kept").write_text("kept")
    (tmp_path / "file").write_text("kept")
    answer = oro("new", *arguments)
    assert answer.code == 2
    assert answer.err.startswith(f"error: {message}")
    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*")) == ["file", "full", "full/kept"]


def test_a_mistyped_template_is_answered_with_the_nearest(oro: Oro, tmp_path: Path) -> None:
    answer = oro("new", "x", "--template", "reactt")
    assert answer.code == 2
    assert answer.err.rstrip().splitlines()[0].endswith('; did you mean "react"?')
    assert not (tmp_path / "x").exists()


def test_a_terminal_is_asked_for_templates_of_installed_plugins_too(tmp_path: Path) -> None:
    pytest.importorskip("oro_wasm")
    child, terminal = pty.fork()
    if child == 0:  # pragma: no cover: another process
        os.chdir(tmp_path)
        os.execv(sys.executable, [sys.executable, "-m", "oro_framework.cli", "new", "tea"])
    os.write(terminal, b"wasm-plugin\n")
    shown = b""
    with contextlib.suppress(OSError):  # which ends the output of a terminal
        while part := os.read(terminal, 4096):
            shown += part
    os.close(terminal)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0, shown.decode()
    assert b"a page, and a plugin for it" in shown
    assert (tmp_path / "tea" / "greeter" / "greeter.c").is_file()
