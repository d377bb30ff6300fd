"""Views over a page on a desktop, by the pixels of its screen and with a hand on mouse and keyboard."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from oro_framework.testing import engines
from tests.desktop.desk import HERE, Desk, desk, lacking

pytestmark = [pytest.mark.webview, pytest.mark.skipif(bool(lacking()), reason=f"not installed: {', '.join(lacking())}")]

PAGE, CORNER, RED, GREEN = "#336699", "#ff8800", "#cc0000", "#00cc00"
SITE = b"""<!doctype html><title>Site</title>
<style>
html { background: #COLOUR; overflow: hidden }
body { margin: 0 }
a { position: absolute; left: 150px; top: 80px }
</style>
<a href="/popup" target="_blank">more</a>
<script>
addEventListener('oroport', ({ ports: [port] }) => {
  addEventListener('keydown', ({ key }) => port.postMessage({ key }))
  addEventListener('mousedown', ({ clientX, clientY }) => port.postMessage({ pressed: [clientX, clientY] }))
  port.postMessage('ready')
})
</script>"""


class _Handler(BaseHTTPRequestHandler):
    timeout = 0.5
    """Seconds: engines open connections ahead of requests, and ask for nothing."""

    def do_GET(self) -> None:
        body = SITE.replace(b"COLOUR", GREEN[1:].encode() if self.path == "/green" else RED[1:].encode())
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving() -> Iterator[str]:
    """Serve the site, and yield its origin."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """Give the origin of a site."""
    with serving() as origin:
        yield origin


SERVERS = [
    "x11",
    pytest.param("wayland", marks=pytest.mark.skipif(shutil.which("weston") is None, reason="needs weston")),
]


@pytest.fixture(scope="module", params=SERVERS)
def server(request: pytest.FixtureRequest) -> str:
    """Give the name of a display server."""
    return str(request.param)


@pytest.fixture(scope="module", params=engines())
def app(request: pytest.FixtureRequest, server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Give an app on a desktop of its own."""
    folder = tmp_path_factory.mktemp("desk")
    with desk(request.param, folder, server=server, tray=False, app=HERE / "views_app") as opened:
        yield opened


@pytest.fixture(autouse=True)
def no_views(app: Desk) -> None:
    """Begin without views, with a page that has the keyboard, as large as it was made, and nothing told."""
    app.ask(
        "await Promise.all(views.list().map((view) => view.close())); await self.setZoom(1); scrollTo(0, 0);"
        " over.style.display = ''; await self.focus()"
    )
    app.until(lambda: app.ask("return document.hasFocus()"), True)
    app.forget()


def corner(app: Desk) -> tuple[int, int]:
    """Return where on the screen the page begins."""
    app.until(lambda: app.screen.find(CORNER, 4) is not None, True)
    x, y = app.screen.find(CORNER, 4) or (0, 0)
    while app.screen.pixel(x - 1, y) == CORNER:
        x -= 1
    while app.screen.pixel(x, y - 1) == CORNER:
        y -= 1
    return x, y


def is_seen(app: Desk, box: tuple[int, int, int, int], colour: str = RED, around: str = PAGE) -> bool:
    """Return whether a box of the page has a colour up to its edges, and what is around it has another."""
    left, top = corner(app)
    x, y, width, height = left + box[0], top + box[1], box[2], box[3]
    right, bottom = x + width - 1, y + height - 1
    inside = {(x, y), (right, y), (x, bottom), (right, bottom)}
    outside = {(x - 1, y), (x, y - 1), (right + 1, y), (right, bottom + 1)}
    pixel = app.screen.pixel
    return all(pixel(*at) == colour for at in inside) and all(pixel(*at) == around for at in outside)


def add(app: Desk, site: str, options: str, path: str = "/") -> None:
    """Add a view, and wait until its page speaks."""
    app.ask(f"globalThis.view = await add({{ url: '{site}{path}', {options} }})")
    app.heard("message", lambda data: data == "ready")


def test_a_view_has_its_bounds_in_pixels_of_the_screen(app: Desk, site: str) -> None:
    add(app, site, "bounds: { x: 120, y: 70, width: 160, height: 100 }")
    app.until(lambda: is_seen(app, (120, 70, 160, 100)), True)
    app.ask("await view.setBounds({ x: 30, y: 200, width: 240, height: 50 })")
    app.until(lambda: is_seen(app, (30, 200, 240, 50)), True)
    app.ask("await self.setZoom(1.5)")
    app.until(lambda: is_seen(app, (45, 300, 360, 75)), True)
    app.ask("await view.setVisible(false)")
    x, y = corner(app)
    app.until(lambda: app.screen.pixel(x + 60, y + 310), PAGE)


def test_a_view_follows_an_element(app: Desk, site: str) -> None:
    add(app, site, "over")
    app.until(lambda: is_seen(app, (100, 60, 200, 120)), True)
    app.ask("scrollTo(0, 40)")
    app.until(lambda: is_seen(app, (100, 20, 200, 120)), True)
    app.ask("scrollTo(0, 100)")
    x, y = corner(app)
    app.until(lambda: [app.screen.pixel(x + 150, y + at) for at in (0, 79, 80)], [RED, RED, PAGE])
    app.ask("view.setBounds({ x: 540, y: 420, width: 200, height: 120 })")
    app.until(lambda: [app.screen.pixel(x + 600, y + at) for at in (419, 420, 479)], [PAGE, RED, RED])
    app.ask("view.follow(over)")
    app.ask("over.style.width = '300px'; scrollTo(0, 0)")
    app.until(lambda: is_seen(app, (100, 60, 300, 120)), True)
    app.ask("over.style.display = 'none'")
    app.until(lambda: app.screen.pixel(x + 150, y + 100), PAGE)
    app.ask("over.style.width = ''; over.style.display = ''")
    app.until(lambda: is_seen(app, (100, 60, 200, 120)), True)
    app.ask("await view.close()")
    app.until(lambda: app.screen.pixel(x + 150, y + 100), PAGE)


def test_views_lie_over_each_other(app: Desk, site: str) -> None:
    add(app, site, "bounds: { x: 100, y: 60, width: 200, height: 120 }")
    app.ask("globalThis.first = view")
    add(app, site, "bounds: { x: 150, y: 90, width: 100, height: 60 }", "/green")
    app.until(lambda: is_seen(app, (150, 90, 100, 60), GREEN, RED), True)
    app.ask("await first.lift()")
    app.until(lambda: is_seen(app, (100, 60, 200, 120)), True)
    x, y = corner(app)
    app.until(lambda: app.screen.pixel(x + 200, y + 120), RED)


def test_mouse_and_keyboard_go_to_the_view(app: Desk, site: str) -> None:
    add(app, site, "bounds: { x: 100, y: 60, width: 200, height: 120 }")
    app.until(lambda: is_seen(app, (100, 60, 200, 120)), True)
    x, y = corner(app)
    app.xdotool("mousemove", x + 110, y + 75, "click", 1)
    assert app.heard("message", lambda data: "pressed" in data) == {"pressed": [10, 15]}
    app.xdotool("key", "a")
    app.heard("message", lambda data: data == {"key": "a"})
    assert app.told("keydown") == []
    app.heard("focus", lambda detail: detail["focused"])
    app.xdotool("mousemove", x + 430, y + 30, "click", 1, "key", "b")
    app.heard("keydown", lambda key: key == "b")
    app.heard("focus", lambda detail: not detail["focused"])
    app.ask("await view.focus()")
    app.until(lambda: _types(app, "c"), True)


def _types(app: Desk, key: str) -> bool:
    app.xdotool("key", key)
    return {"key": key} in app.told("message")


def test_a_window_that_a_page_wants_is_told_and_not_opened(app: Desk, site: str) -> None:
    add(app, site, "bounds: { x: 100, y: 60, width: 200, height: 120 }")
    app.until(lambda: is_seen(app, (100, 60, 200, 120)), True)
    x, y = corner(app)
    app.xdotool("mousemove", x + 260, y + 150, "click", 1)
    assert app.heard("window")["url"] == f"{site}/popup"
    assert (
        app.ask("return (await import('oro:application')).getWindows().then((found) => Object.keys(found).length)") == 1
    )
