"""A zoom outlasts a start, `[webview] keys` turns keys off, and a print without a dialog reaches CUPS."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pypdf
import pytest

from oro_framework.testing import engines
from tests.desktop.cups import PRINTER, lacking_cups, printer
from tests.desktop.desk import HERE, desk, lacking

pytestmark = [pytest.mark.webview, pytest.mark.skipif(bool(lacking()), reason=f"not installed: {', '.join(lacking())}")]


@pytest.mark.parametrize("engine", engines())
def test_a_window_keeps_its_zoom_and_an_app_may_have_no_keys(
    engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for folder, keys, zoom in (("first", "true", 1.5), ("second", "false", 1.5)):
        monkeypatch.setenv("ORO_WEBVIEW_KEYS", keys)
        (tmp_path / folder).mkdir()
        with desk(engine, tmp_path / folder, tray=False, app=HERE / "page_app") as opened:
            if keys == "true":
                opened.ask("await self.setZoom(1.5); self.close()")
                opened.ended()
                continue
            assert opened.ask("return self.getZoom()") == zoom
            opened.until(lambda: opened.ask("await self.focus(); return document.hasFocus()"), True)
            opened.xdotool("key", "ctrl+plus", "ctrl+f", "F7")
            opened.heard("keydown", lambda key: key == "F7")
            assert opened.ask("return self.getZoom()") == zoom
            assert opened.steer("bar") is None


@pytest.mark.skipif(bool(lacking_cups()), reason=f"not installed: {', '.join(lacking_cups())}")
@pytest.mark.parametrize("engine", engines())
def test_a_silent_print_is_a_job_of_cups(engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with TemporaryDirectory() as folder, printer(Path(folder)) as (variables, spool):
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        with desk(engine, tmp_path, tray=False, app=HERE / "page_app") as opened:
            assert opened.ask("return self.printers()") == [{"name": PRINTER, "default": True}]
            job = opened.ask("return self.print({ silent: true, copies: 3, size: 'A5', pages: '1' })")
            assert job == f"{PRINTER}-1"
            found = pypdf.PdfReader(next(spool.glob("d*-001")))
            assert [page.extract_text().splitlines()[0] for page in found.pages] == ["First sheet, with a needle"]
            assert float(found.pages[0].mediabox.width) / 72 * 25.4 == pytest.approx(148, abs=0.5)
            kept = b"copies\x00\x04\x00\x00\x00\x03"
            opened.until(lambda: any(kept in file.read_bytes() for file in spool.glob("c*")), True)
            said = opened.tried("return self.print({ silent: true, printer: 'nowhere' })")["error"]
            assert f'there is no printer "nowhere"; this machine knows {PRINTER}' in said
