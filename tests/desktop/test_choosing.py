"""The dialog in which a person chooses a device, with a keyboard."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from oro_framework.testing import engines
from oro_framework.testing.waiting import PATIENCE
from tests.desktop.desk import HERE, Desk, desk, lacking

pytestmark = [pytest.mark.webview, pytest.mark.skipif(bool(lacking()), reason=f"not installed: {', '.join(lacking())}")]


@pytest.fixture(scope="module", params=engines())
def app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Give an app on a desktop of its own."""
    with desk(request.param, tmp_path_factory.mktemp("desk"), tray=False, app=HERE / "choosing_app") as opened:
        yield opened


class Asked:
    """A question that waits for the person."""

    def __init__(self, app: Desk, *labels: str) -> None:
        self._app = app
        self._answers: list[Any] = []
        app.until(lambda: app.ask("await self.focus(); return document.hasFocus()"), True)
        self._thread = threading.Thread(
            target=lambda: self._answers.append(app.steer("choose", labels=list(labels))), daemon=True
        )
        self._thread.start()
        app.until(lambda: app.steer("dialogs"), 1)
        app.until(lambda: app.ask("return document.hasFocus()"), False)

    def answer(self, *keys: str) -> Any:
        """Press keys, and return the answer."""
        self._app.xdotool("key", *keys)
        self._thread.join(PATIENCE)
        assert self._answers, "nothing was answered"
        assert self._app.steer("dialogs") == 0
        return self._answers[0]


def test_a_row_is_chosen(app: Desk) -> None:
    assert Asked(app, "A scale", "A printer").answer("shift+Tab", "Home", "Down", "Return") == ["A printer", True]


def test_a_key_alone_gives_nothing(app: Desk) -> None:
    assert Asked(app, "A scale").answer("space") == "dismissed"
    assert Asked(app, "A scale").answer("Escape") == "dismissed"


def test_a_button_is_for_this_time(app: Desk) -> None:
    assert Asked(app, "A scale").answer("shift+Tab", "Home", "Tab", "Tab", "Tab", "space") == ["A scale", False]


def test_without_anything_to_choose_the_person_may_search_again(app: Desk) -> None:
    assert Asked(app).answer("Tab", "space") == "again"
