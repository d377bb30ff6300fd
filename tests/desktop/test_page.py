"""The page of a window on a desktop: keys and wheel, the find bar, paper, pictures, menus of the app's own."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest
from PIL import Image

from oro_framework.testing import engines
from tests.desktop.desk import HERE, Desk, desk, lacking

pytestmark = [pytest.mark.webview, pytest.mark.skipif(bool(lacking()), reason=f"not installed: {', '.join(lacking())}")]
POINTS = 72 / 25.4


@pytest.fixture(scope="module", params=engines())
def app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Give an app on a desktop of its own."""
    with desk(request.param, tmp_path_factory.mktemp("desk"), tray=False, app=HERE / "page_app") as opened:
        yield opened


@pytest.fixture(autouse=True)
def nothing_heard(app: Desk) -> None:
    """Begin with a window that has the keyboard, as large as it was made, and nothing told."""
    app.until(lambda: app.ask("await self.focus(); return document.hasFocus() && self.state.focused"), True)
    app.ask("await self.stopFinding(); await self.setZoom(1); scrollTo(0, 0)")
    app.forget()


def _zoom(app: Desk) -> float:
    return float(app.ask("return self.getZoom()"))


def test_keys_zoom_the_page(app: Desk) -> None:
    width = app.ask("return innerWidth")
    app.xdotool("key", "ctrl+plus")
    assert app.heard("zoomchange") == {"zoom": 1.1}
    app.xdotool("key", "ctrl+plus")
    app.until(lambda: _zoom(app), 1.25)
    app.until(lambda: abs(app.ask("return innerWidth") - width / 1.25) <= 1, True)
    app.xdotool("key", "ctrl+minus", "ctrl+minus", "ctrl+minus")
    app.until(lambda: _zoom(app), 0.9)
    app.xdotool("key", "ctrl+0")
    app.until(lambda: _zoom(app), 1)


def test_a_zoom_outlives_a_document(app: Desk) -> None:
    app.ask("await self.setZoom(1.5)")
    width = app.ask("return innerWidth")
    app.steer("script", window=0, text="location.reload()")
    app.heard("awake")
    assert _zoom(app) == 1.5
    app.until(lambda: app.ask("return innerWidth"), width)


def test_the_wheel_zooms_the_page_and_does_not_scroll_it(app: Desk) -> None:
    x, y = app.place("Page")
    app.xdotool("mousemove", x + 300, y + 250, "keydown", "Control_L", "click", 4)
    try:
        app.until(lambda: _zoom(app) > 1, True)
        larger = _zoom(app)
        app.xdotool("click", 5, "click", 5)
        app.until(lambda: _zoom(app) < larger, True)
    finally:
        app.xdotool("keyup", "Control_L")
    assert app.ask("return scrollY") == 0


def test_a_page_that_takes_a_key_or_a_turn_keeps_it(app: Desk) -> None:
    app.ask(
        "globalThis.taken = new AbortController();"
        "for (const type of ['keydown', 'wheel'])"
        " addEventListener(type, (event) => event.ctrlKey && event.preventDefault(),"
        " { signal: taken.signal, passive: false })"
    )
    x, y = app.place("Page")
    app.xdotool("key", "ctrl+plus", "mousemove", x + 300, y + 250, "keydown", "Control_L", "click", 4)
    app.xdotool("keyup", "Control_L", "key", "ctrl+f", "F7")
    app.heard("keydown", lambda key: key == "F7")
    assert _zoom(app) == 1
    assert app.told("zoomchange") == []
    app.ask("taken.abort()")
    app.xdotool("key", "ctrl+plus")
    app.until(lambda: _zoom(app), 1.1)


def test_a_text_is_found_and_counted(app: Desk) -> None:
    assert app.ask("return self.find('needle')") == {"matches": 2, "active": 1}
    assert app.ask("return self.find('needle')") == {"matches": 2, "active": 2}
    assert app.ask("return self.find('needle')") == {"matches": 2, "active": 1}
    assert app.ask("return self.find('needle', { backwards: true })") == {"matches": 2, "active": 2}
    assert app.ask("return self.find('needle', { matchCase: true })") == {"matches": 1, "active": 1}
    assert app.ask("return self.find('thread')") == {"matches": 0, "active": 0}


def test_the_find_bar_counts_steps_and_closes(app: Desk) -> None:
    app.xdotool("key", "ctrl+f")
    app.until(lambda: app.steer("bar"), ["", ""])
    app.xdotool("type", "needle")
    app.until(lambda: app.steer("bar"), ["needle", "1 / 2"])
    app.xdotool("key", "Return")
    app.until(lambda: app.steer("bar"), ["needle", "2 / 2"])
    app.xdotool("key", "shift+F3")
    app.until(lambda: app.steer("bar"), ["needle", "1 / 2"])
    assert "n" not in app.told("keydown")
    app.xdotool("key", "Escape")
    app.until(lambda: app.steer("bar"), None)
    app.until(lambda: app.ask("return document.hasFocus()"), True)


def _read(file: Path) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(file.read_bytes()))


def test_a_pdf_has_the_pages_the_size_and_the_margins_asked_for(app: Desk, tmp_path: Path) -> None:
    file = tmp_path / "page.pdf"
    app.steer("pdf", file=str(file))
    found = _read(file)
    assert [page.extract_text().strip().split(",")[0] for page in found.pages[:3]] == [
        "First sheet",
        "Second sheet",
        "Third sheet",
    ]
    _is_sized(found, 210, 297)
    app.steer("pdf", file=str(file), size=[148, 210], margins=[30, 20, 10, 40], pages="2")
    found = _read(file)
    assert [page.extract_text().strip() for page in found.pages] == ["Second sheet, with a Needle"]
    _is_sized(found, 148, 210)
    left, top = _first_letter(found)
    assert left / POINTS == pytest.approx(40, abs=0.6)
    assert 210 - top / POINTS == pytest.approx(30, abs=8)
    app.steer("pdf", file=str(file), size="letter", landscape=True)
    _is_sized(_read(file), 279.4, 215.9)


def _is_sized(found: pypdf.PdfReader, width: float, height: float) -> None:
    box = found.pages[0].mediabox
    assert [float(box.width) / POINTS, float(box.height) / POINTS] == pytest.approx([width, height], abs=0.5)


def _first_letter(found: pypdf.PdfReader) -> tuple[float, float]:
    """Return where on the first page its text begins, in points from the lower left corner."""
    places: list[tuple[float, float]] = []

    def visit(text: str, matrix: Any, text_matrix: Any, _font: Any, _size: Any) -> None:
        if text.strip():
            x, y = text_matrix[4], text_matrix[5]
            places.append((matrix[0] * x + matrix[4], matrix[3] * y + matrix[5]))

    found.pages[0].extract_text(visitor_text=visit)
    return places[0]


def test_a_pdf_in_the_page_is_bytes_and_backgrounds_may_be_left_out(app: Desk) -> None:
    head = app.ask("const pdf = await self.pdf(); return [pdf.constructor.name, ...pdf.slice(0, 5)]")
    assert (head[0], bytes(head[1:])) == ("Uint8Array", b"%PDF-")
    bare, painted = app.ask(
        "return Promise.all([false, true].map(async (background) => (await self.pdf({ background })).length))"
    )
    assert bare != painted
    for options, reason in (
        ("{ size: 'A77' }", "one of A3, A4"),
        ("{ margins: 200 }", "margins must leave something of 210 × 297 mm"),
        ("{ pages: '3-1' }", "counted from 1"),
    ):
        assert reason in app.tried(f"return self.pdf({options})")["error"]


def test_a_picture_is_of_the_part_asked_for(app: Desk, tmp_path: Path) -> None:
    file = tmp_path / "page.png"
    app.steer("capture", file=str(file), rect=[40, 60, 100, 50])
    with Image.open(file) as picture:
        assert picture.size == (100, 50)
        assert picture.convert("RGB").getcolors() == [(100 * 50, (255, 136, 0))]
    app.ask("await self.setZoom(2)")
    app.steer("capture", file=str(file), rect=[40, 60, 100, 50])
    with Image.open(file) as picture:
        assert picture.size == (200, 100)
    size = app.ask(
        "const picture = await createImageBitmap(new Blob([await self.capture()], { type: 'image/png' }));"
        "return [picture.width, picture.height]"
    )
    assert size == app.ask("return [innerWidth * 2, innerHeight * 2]")
    assert "RangeError" in app.tried("return self.capture({ rect: { x: 0, y: 0, width: 0, height: 5 } })")["error"]


def test_an_element_adds_its_items_to_the_menu(app: Desk) -> None:
    x, y = app.place("Page")
    app.ask(
        "document.querySelector('button').addEventListener('menuitem', (event) =>"
        " dispatchEvent(new CustomEvent('oromenu', { detail: event.detail })))"
    )
    lines = app.context_menu(x + 40, y + 208)
    assert {"Rename", "Throw away"} <= set(lines)
    app.xdotool("mousemove", *lines["Throw away"], "click", 1)
    assert app.heard("oromenu") == {"title": "Throw away", "key": ""}
    lines = app.context_menu(x + 220, y + 75)
    assert "Rename" not in lines
    assert "Paste" in lines
    app.xdotool("key", "Escape")
    app.until(lambda: app.steer("popped"), False)
    app.ask("document.activeElement.blur()")


def test_sharing_is_absent_and_not_pretended(app: Desk) -> None:
    assert app.ask("return 'share' in navigator") is False


def test_escape_and_f11_give_the_screen_back(app: Desk) -> None:
    app.ask(
        "addEventListener('keydown', ({ key }) => key === 'f' && document.body.requestFullscreen(), { once: true })"
    )
    size = app.ask("return [innerWidth, innerHeight]")
    app.xdotool("key", "f")
    app.until(lambda: app.ask("return [innerWidth, innerHeight, !!document.fullscreenElement]"), [1280, 1024, True])
    app.xdotool("key", "Escape")
    app.until(lambda: app.ask("return [innerWidth, innerHeight]"), size)
    assert app.ask("return document.fullscreenElement") is None
    app.xdotool("key", "F11")
    app.until(lambda: app.ask("return [innerWidth, innerHeight]"), [1280, 1024])
    app.xdotool("key", "F11")
    app.until(lambda: app.ask("return [innerWidth, innerHeight]"), size)


def test_spelling_is_checked_where_there_are_dictionaries(app: Desk) -> None:
    if app.engine == "qt":
        pytest.skip("dictionaries in Chromium's own format are not installed")
    x, y = app.place("Page")
    app.ask("const words = document.querySelector('#words'); words.value = ''; words.focus()")
    app.xdotool("type", "teh cat ")
    app.until(lambda: app.ask("return document.querySelector('#words').value"), "teh cat ")
    lines = app.context_menu(x + 212, y + 71)
    app.xdotool("mousemove", *lines["the"], "click", 1)
    app.until(lambda: app.ask("return document.querySelector('#words').value"), "the cat ")
    app.ask("document.activeElement.blur()")


def test_a_silent_print_without_cups_says_what_is_missing(app: Desk) -> None:
    if shutil.which("lpstat") is not None:
        pytest.skip("CUPS is installed; test_a_silent_print_is_a_job_of_cups prints")
    for body in ("self.print({ silent: true })", "self.printers()"):
        assert '"lpstat" of CUPS is not installed: apt install cups-client' in app.tried(f"return {body}")["error"]
