"""A preview works for its own documents in every engine, reaches nothing of the app, and answers nothing else.

The app of `app/` shows two servers of Node in frames. The first is used by its own document; the second, which knows
the address of the first, and the app's own page try everything to reach it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from oro_framework.testing import Engines, engines

pytestmark = pytest.mark.webview
HERE = Path(__file__).parent
USED = ["/document.js", "/told", "/login", "/cookies", "/cookies", "/post", "/own", "/events", "/next"]


@pytest.fixture(scope="module", params=engines())
def told(request: pytest.FixtureRequest, oro_engines: Engines) -> dict[str, Any]:
    """Return what the app says after it ran in an engine."""
    code, output = oro_engines.run(request.param, HERE / "app")
    line = next((line for line in output.splitlines() if line.startswith("RESULT ")), None)
    assert line is not None, output
    assert code == 0, output
    return {**json.loads(line.removeprefix("RESULT ")), "engine": request.param}


def test_a_guests_document_works(told: dict[str, Any]) -> None:
    own = told["own"]
    assert told["origin"]
    assert own["added"] == "added"
    assert own["login"] == "session=1"
    scripts = {"script=1"} if told["engine"] == "qt" else set()  # WebKitGTK lets no script of a frame set cookies
    assert set(own["script"].split("; ")) == {"session=1", *scripts}
    assert own["post"] == 300000
    assert own["socket"] == "hello"
    assert own["events"] == "1,2"
    assert own["told"]["host"] == "localhost:3000"
    assert own["told"]["referer"].startswith("http://localhost:3000/")


def test_a_guests_document_is_foreign_to_the_app(told: dict[str, Any]) -> None:
    """It reads the files of the app, as any document that a window shows does, and calls nothing."""
    for document in (told["own"], told["other"]):
        assert (document["args"], document["runtime"]) == ("undefined", "undefined")
        assert document["ipc"] == "failed" or "ERR_DENIED" in document["ipc"]


def test_nothing_else_reaches_a_guest(told: dict[str, Any]) -> None:
    """The frame of another preview is asked for, as engines do not say by whom, but never shown."""
    assert told["other"]["nested"] == "silent"
    for outcome in (told["other"], told["app"]):
        assert {outcome[way] for way in ("fetch", "image", "script", "socket")} == {"failed"}
    asked = [entry.split()[1] for entry in told["asked"]]
    once = ["/document?x", *USED]
    assert asked == [*once, *once, "/silent", "/silent", "/document?other", "/seen"]


def test_a_window_goes_neither_to_a_preview_nor_to_the_server_itself(told: dict[str, Any]) -> None:
    assert told["direct"] == "late"
    assert told["stayed"]


def test_a_document_reloads_when_the_app_asks(told: dict[str, Any]) -> None:
    assert told["agreed"]
    assert told["reloaded"]
    assert told["loaded"]


def test_errors_of_a_document_are_told(told: dict[str, Any]) -> None:
    found = {each["type"]: each for each in told["messages"]}
    assert found["PREVIEW_UNCAUGHT_EXCEPTION"]["message"] == "thrown"
    assert found["PREVIEW_UNHANDLED_REJECTION"]["message"] == "rejected"
    assert "document.js" in found["PREVIEW_UNHANDLED_REJECTION"]["stack"]
    args = found["PREVIEW_CONSOLE_ERROR"]["args"]
    assert args[:2] == ["told", {"by": "guest"}]
    assert args[2].startswith("Error: an error")
    for each in told["messages"]:
        assert [each[key] for key in ("port", "pathname", "search", "hash")] == [3000, "/document", "?x", "#y"]
