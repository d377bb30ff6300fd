"""Test files that share an app: each has a window of its own, and what one does to the app harms no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from oro_framework.testing import Engines, engines
from oro_framework.testing.tap import parse_tap

PYTHON = """
import os
from oro_framework import hookimpl, route

started = [0]

@route("test.started")
def count(call):
    started[0] += 1
    return started[0]

@route("test.die")
def die(call):
    os._exit(3)

@hookimpl
def oro_routes():
    return [count, die]
"""
FRESH = """
import test from 'oro:test'
import { send } from 'oro:ipc'
test('NAME', async (t) => {
  const started = (await send('test.started')).data
  t.equal(globalThis.earlier, undefined, 'the document is a new one')
  globalThis.earlier = 'NAME'
  console.log(`NAME is number ${started} of its app`)
})
"""
DEADLY = """
import { send } from 'oro:ipc'
send('test.die')
"""


@pytest.mark.webview
@pytest.mark.slow
@pytest.mark.parametrize("engine", engines()[-1:])
def test_each_file_has_a_new_document_and_survives_the_end_of_others(
    engine: str, oro_engines: Engines, tmp_path: Path
) -> None:
    app = tmp_path / "app"
    app.mkdir()
    (app / "oro.toml").write_text('[meta]\nbundle_identifier = "org.example.shared"\n')
    (app / "index.html").write_text("<!doctype html><meta charset=utf-8><title>shared</title>")
    (app / "app.py").write_text(PYTHON)
    for name in ("first", "second", "fourth"):
        (tmp_path / f"{name}.js").write_text(FRESH.replace("NAME", name))
    (tmp_path / "third.js").write_text(DEADLY)
    files = [tmp_path / f"{name}.js" for name in ("first", "second", "third", "fourth")]
    outputs = oro_engines.run_tests(engine, app, files)
    assert list(outputs) == files
    numbers = {"first": 1, "second": 2, "fourth": 1}
    for name, number in numbers.items():
        output = outputs[tmp_path / f"{name}.js"]
        assert f"{name} is number {number} of its app" in output, "the first two share an app; the fourth has another"
        report = parse_tap(output.splitlines())
        assert (report.plan, list(report.tests), report.tests[name].failures) == (1, [name], [])
    assert parse_tap(outputs[tmp_path / "third.js"].splitlines()).plan is None
