"""`oro_framework.run(app)` shows an app of WSGI or ASGI in a window, in every engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from oro_framework.testing import Engines, engines, run_program

pytestmark = [pytest.mark.webview, pytest.mark.parametrize("engine", engines())]

PAGE = """<!doctype html><script type=module>
const name = await (await fetch('/name')).text()
console.log(`it is ${name}`)
await fetch('ipc://application.exit/?value=7')
</script>"""
FLASK = f"""
import sys
from flask import Flask
import oro_framework

app = Flask(__name__)
app.get("/")(lambda: {PAGE!r})
app.add_url_rule("/name", "name", lambda: "flask")
sys.exit(oro_framework.run(app))
"""
FASTAPI = f"""
import asyncio
import sys
from fastapi import FastAPI
from fastapi.responses import HTMLResponse, PlainTextResponse
import oro_framework

app = FastAPI()

@app.get("/", response_class=HTMLResponse)
async def page():
    return {PAGE!r}

@app.get("/name", response_class=PlainTextResponse)
async def name():
    await asyncio.sleep(0)
    return "fastapi"

sys.exit(oro_framework.run(app, settings={{"meta_title": "FastAPI"}}))
"""


@pytest.mark.parametrize(("program", "name"), [(FLASK, "flask"), (FASTAPI, "fastapi")])
def test_an_app_is_shown(oro_engines: Engines, engine: str, program: str, name: str, tmp_path: Path) -> None:
    path = tmp_path / "main.py"
    path.write_text(program)
    code, output = run_program(oro_engines, engine, path)
    assert f"it is {name}" in output
    assert code == 7
