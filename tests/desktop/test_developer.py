"""The inspector of an app's windows, opened and closed by its key and by the context menu."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from oro_framework.testing import engines
from tests.desktop.desk import Desk, desk, lacking

pytestmark = [pytest.mark.webview, pytest.mark.skipif(bool(lacking()), reason=f"not installed: {', '.join(lacking())}")]


@pytest.fixture(params=engines())
def app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Give an app on a desktop of its own, whose window has the keyboard."""
    with desk(request.param, tmp_path_factory.mktemp("desk"), tray=False, developer=True) as opened:
        opened.until(lambda: opened.ask("await self.focus(); return document.hasFocus() && self.state.focused"), True)
        yield opened


def test_the_inspector_opens_by_a_key_and_by_the_menu(app: Desk) -> None:
    app.xdotool("key", "F12")
    app.until(lambda: app.steer("inspected", window=0), True)
    app.xdotool("key", "F12")
    app.until(lambda: app.steer("inspected", window=0), False)
    x, y = app.place("Desktop")
    lines = app.context_menu(x + 300, y + 100)
    inspect = next(line for line in lines if line.startswith("Inspect"))
    assert "Reload" in lines
    app.xdotool("mousemove", *lines[inspect], "click", 1)
    app.until(lambda: app.steer("inspected", window=0), True)
