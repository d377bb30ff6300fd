"""Errors that no code of a page handled, in the log of a real run: of windows, frames and workers, with source maps."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path

import pytest

from oro_framework.testing.engines import Engines, engines
from tests.host import test_killed_pages

pytestmark = pytest.mark.webview

BUNDLE = "org.example.pages"
MAP = {"version": 3, "sources": ["src/original.ts"], "names": [], "mappings": ";;AAEE;AACA;AACA"}
"""Lines 3 to 5 of the script are 3 to 5 of the original, three columns further."""
APP = """
import os, re
from pathlib import Path
from oro_framework import hookimpl, route

@route("app.broken")
def broken(call):
    raise LookupError("a route that broke")

@hookimpl
def oro_routes(host):
    return [broken]

KINDS = {"of the window", "of a promise", "of a frame", "of a worker"}
seen = set()

@hookimpl
def oro_crash(report, host):
    print("REPORT", report.kind, report.type, report.frames[-1].file if report.frames else "", flush=True)
    seen.update(kind for kind in KINDS if kind in report.text)
    if seen == KINDS:
        host.quit()
"""
SCRIPT = """// 1
// 2
function fail () {
  throw new RangeError('of the window')
}
setTimeout(fail)
//# sourceMappingURL=%s
"""
PAGE = """<!doctype html><title>x</title><body><script type="module" src="built.js"></script>
<script type="module" src="inline.js"></script><script src="more.js"></script>
<iframe src="frame.html"></iframe></body>"""
MORE = """
fetch('ipc://app.broken')
for (let i = 0; i < 50; i++) setTimeout(() => { throw new Error('again and again') })
new Worker('worker.js')
"""


@pytest.fixture
def app(tmp_path: Path) -> Path:
    folder = tmp_path / "app"
    folder.mkdir()
    inline = "data:application/json;base64," + base64.b64encode(json.dumps(MAP).encode()).decode()
    promise = "function fail () {\n  return Promise.reject(new TypeError('of a promise'))\n}\n"
    files = {
        "app.py": APP,
        "oro.toml": f'meta.bundle_identifier = "{BUNDLE}"\nplugins.enabled = []\nwebview.csp = ""\n',
        "index.html": PAGE,
        "more.js": MORE,
        "frame.html": "<!doctype html><script>setTimeout(() => { throw new Error('of a frame') })</script>",
        "worker.js": "setTimeout(() => { throw new Error('of a worker') })",
        "built.js": SCRIPT % "built.js.map",
        "built.js.map": json.dumps(MAP),
        "inline.js": f"//\n//\n{promise}fail()\n//# sourceMappingURL={inline}\n",
    }
    for name, text in files.items():
        (folder / name).write_text(text)
    return folder


@pytest.mark.parametrize("engine", engines())
def test_uncaught_errors_are_in_the_log_with_the_lines_that_were_written(
    oro_engines: Engines, engine: str, app: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    code, output = oro_engines.run(engine, app, timeout=60)
    log = (tmp_path / "state" / BUNDLE / "diagnostics" / "app.log").read_text()
    assert code == 0, output + log
    source = f"oro://{BUNDLE}/src/original.ts"
    assert re.search(rf"RangeError: of the window[^~]*?{source}:4:", log), log
    assert re.search(rf"TypeError: of a promise[^~]*?{source}:4:", log), log
    assert "of a frame" in log
    assert re.search(rf"of a worker\n +at .*{BUNDLE}/worker.js:1:", log), log
    assert log.count("again and again") == 1, log
    assert "LookupError: a route that broke" in log
    assert "in broken" in log
    assert f"REPORT page RangeError {source}" in output, output
    assert "REPORT python LookupError" in output


DIES = (
    test_killed_pages.APP.replace("SIGKILL", "SIGSEGV").partition("@hookimpl\ndef oro_event")[0]
    + """
@hookimpl
def oro_crash(report, host):
    print("REPORT", report.kind, report.message, flush=True)
    host.quit()
"""
)


@pytest.mark.parametrize("engine", engines())
def test_the_end_of_the_process_of_a_page_is_in_the_log(
    oro_engines: Engines, engine: str, app: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (app / "app.py").write_text(DIES)
    (app / "index.html").write_text("<!doctype html><script>setInterval(() => fetch('ipc://test.kill'), 100)</script>")
    code, output = oro_engines.run(engine, app, timeout=60)
    assert "REPORT engine The page of window 0 died" in output, output
    assert code == 0, output
    log = (tmp_path / "state" / BUNDLE / "diagnostics" / "app.log").read_text()
    assert "error    The page of window 0 died" in log
