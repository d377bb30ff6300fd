"""Scenarios of web APIs write in our engines what they write in a browser's own service workers."""

from __future__ import annotations

import difflib
import hashlib
import json
import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from oro_framework.testing.engines import Engines, engines

from .app import LIBRARIES, NAMES, Other, Site

HERE = Path(__file__).resolve().parent
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
NPM = shutil.which("npm")
PATIENCE = 300.0
TOML = '[meta]\nbundle_identifier = "org.example.transcripts"\n'

NO_NPM = pytest.mark.skipif(NPM is None, reason="npm is not here, so there are no libraries")
OF_LIBRARIES = ("libraries", "workbox")
SCENARIOS = [pytest.param(name, marks=NO_NPM if name in OF_LIBRARIES else ()) for name in NAMES]

Transcripts = dict[str, list[str]]
Player = Callable[[str], Transcripts]


class Visitor(BaseHTTPRequestHandler):
    """A site on the loopback interface, for browsers; what is offline hangs up."""

    protocol_version = "HTTP/1.1"
    site: Site | Other

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = self.site.answer(self.command, self.path, headers, body)
        if answer.status == 0:
            self.close_connection = True
            return
        self.send_response(answer.status)
        kind = {"content-type": answer.kind, "cache-control": "no-cache", "content-length": str(len(answer.body))}
        for name, value in {**kind, **answer.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    do_HEAD = do_POST = do_GET

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def served(site: Site | Other, name: str) -> Iterator[str]:
    """Serve a site for the length of the block under a name of this machine, and give its URL."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Visitor", (Visitor,), {"site": site}))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://{name}:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def play_in_chromium(folder: Path, other: str, names: Sequence[str]) -> Transcripts:
    """Return what the scenarios write in Chromium."""
    assert CHROMIUM is not None
    done = threading.Event()
    site = Site(lambda transcripts: done.set(), other, names)
    command = [CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    command += [f"--user-data-dir={folder}", "--no-first-run", "--no-proxy-server", "--disable-background-networking"]
    command += ["--disable-popup-blocking"]
    quiet = subprocess.DEVNULL
    environment = {**os.environ, "HOME": str(folder)}
    with (
        served(site, "localhost") as url,
        subprocess.Popen([*command, url], stdin=quiet, stdout=quiet, stderr=quiet, env=environment) as browser,
    ):
        try:
            assert done.wait(PATIENCE), f"it came this far: {site.transcripts}"
        finally:
            browser.terminate()
    return site.transcripts


def play_in_app(engine: str, folder: Path, display: Engines) -> Transcripts:
    """Return what the scenarios write in a page of ours."""
    folder.mkdir(exist_ok=True)
    (folder / "oro.toml").write_text(TOML)
    (folder / "app.py").symlink_to(HERE / "app.py")
    code, output = display.run(engine, folder, timeout=PATIENCE)
    lines = [line for line in output.splitlines() if line.startswith("transcripts ")]
    assert (code, len(lines)) == (0, 1), output[-6000:]
    found: Transcripts = json.loads(lines[0].removeprefix("transcripts "))
    return found


def install() -> None:
    """Install what package-lock.json names, from the registry this machine uses, and build the app of it."""
    source = HERE / "libraries"
    files = sorted(path for path in source.rglob("*") if path.is_file())
    key = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
    stamp = LIBRARIES / "stamp"
    if stamp.is_file() and stamp.read_text() == key:
        return
    shutil.copytree(source, LIBRARIES, dirs_exist_ok=True)
    # Not `npm ci`: a registry need not have what other platforms than this one's want.
    fetch = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"]
    for command in (fetch, ["node", "build.js"]):
        subprocess.run(command, cwd=LIBRARIES, check=True, capture_output=True, timeout=240)
    stamp.write_text(key)


@pytest.fixture(scope="module")
def names(request: pytest.FixtureRequest) -> Sequence[str]:
    """The scenarios of the tests that are run."""
    here = [item for item in request.session.items if isinstance(item, pytest.Function) and item.path == request.path]
    return sorted({str(item.callspec.params["scenario"]) for item in here} - set(OF_LIBRARIES if NPM is None else ()))


@pytest.fixture(scope="module")
def played(oro_engines: Engines, names: Sequence[str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Player]:
    """Give what plays these scenarios once per player, in fresh profiles, and keeps what they wrote."""
    folder = tmp_path_factory.mktemp("transcripts")
    if not set(names).isdisjoint(OF_LIBRARIES):
        install()

    @cache
    def play(player: str) -> Transcripts:
        if player == "chromium":
            return play_in_chromium(folder / player, other, names)
        patch.setenv("XDG_DATA_HOME", str(folder / f"{player}-data"))
        return play_in_app(player, folder / player, oro_engines)

    with pytest.MonkeyPatch.context() as patch, served(Other(), "127.0.0.1") as other:
        patch.setenv("ORO_TEST_OTHER", other)
        patch.setenv("ORO_TEST_SCENARIOS", " ".join(names))
        yield play


@pytest.fixture
def expected(played: Player) -> Transcripts:
    """Give what a browser writes."""
    if CHROMIUM is None:
        pytest.skip("chromium is not installed, so there is nothing to compare with")
    return played("chromium")


@pytest.mark.slow
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_browser_plays_it_to_its_end(scenario: str, expected: Transcripts) -> None:
    assert [line for line in expected[scenario] if '"failed"' in line] == []


@pytest.mark.webview
@pytest.mark.slow
@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize("engine", engines())
def test_a_page_writes_what_the_browser_writes(
    engine: str, scenario: str, played: Player, expected: Transcripts
) -> None:
    actual = played(engine)[scenario]
    different = list(difflib.unified_diff(expected[scenario], actual, "chromium", engine, n=0, lineterm=""))
    assert not different, "\n".join(different)
