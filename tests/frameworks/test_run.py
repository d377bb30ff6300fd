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
COOKIES = """<!doctype html><script type=module>
const who = async () => (await fetch('/who')).text()
console.log(`${await who()} with ${document.cookie || 'none'}`)
await fetch('/login')
document.cookie = 'theme=dark; path=/; max-age=1000'
console.log(`${await who()} with ${document.cookie}`)
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


SESSIONS = f"""
import sys
import flask
import oro_framework

app = flask.Flask(__name__)
app.secret_key = "not a secret here"
app.get("/")(lambda: {COOKIES!r})

@app.get("/who")
def who():
    return flask.session.get("name", "nobody")

@app.get("/login")
def login():
    flask.session.permanent = True
    flask.session["name"] = "ada"
    return "hello"

sys.exit(oro_framework.run(app, settings={{"meta_bundle_identifier": "org.example.sessions"}}))
"""


@pytest.mark.parametrize(("program", "name"), [(FLASK, "flask"), (FASTAPI, "fastapi")])
def test_an_app_is_shown(oro_engines: Engines, engine: str, program: str, name: str, tmp_path: Path) -> None:
    path = tmp_path / "main.py"
    path.write_text(program)
    code, output = run_program(oro_engines, engine, path)
    assert f"it is {name}" in output
    assert code == 7


def test_a_person_stays_logged_in(oro_engines: Engines, engine: str, tmp_path: Path) -> None:
    path = tmp_path / "main.py"
    path.write_text(SESSIONS)
    kept = {"ORO_WEBVIEW_STORAGE": "", "XDG_STATE_HOME": str(tmp_path / "state")}
    first, second = (run_program(oro_engines, engine, path, variables=kept)[1] for _ in range(2))
    assert "nobody with none" in first
    assert "ada with theme=dark" in first
    assert "nobody" not in second
    assert "ada with theme=dark" in second
