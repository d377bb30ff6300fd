"""Programs that were built are driven only if they were built for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from oro_framework.built.arguments import read_arguments
from oro_framework.built.manifest import Manifest
from oro_framework.built.start import _driving
from oro_framework.errors import Denied, UsageError
from oro_framework.host.backends.driving import Driving

MANIFEST = Manifest(name="tea", title="Tea", version="1", identifier="org.example.tea", engine="")


def app(folder: Path, more: str = "") -> str:
    (folder / "oro.toml").write_text(f'[meta]\nbundle_identifier = "org.example.tea"\n{more}')
    (folder / "index.html").write_text("<!doctype html><title>Tea</title>")
    return str(folder)


def test_a_program_refuses_unless_its_author_allowed_it(tmp_path: Path) -> None:
    given = read_arguments(["--oro-automation=4000:/run/control", "--oro-set", "webview_automation=true"])
    assert given.automation is not None
    with pytest.raises(Denied, match="was not built to be driven"):
        _driving(app(tmp_path), MANIFEST, given.automation)
    allowed = app(tmp_path, "[webview]\nautomation = true\n")
    assert _driving(allowed, MANIFEST, given.automation) == Driving(port=4000, control=Path("/run/control"))


@pytest.mark.parametrize("text", ["", "4000", "0:/a", "70000:/a", "x:/a", "4000:"])
def test_what_oro_webdriver_does_not_give_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        Driving.read(text)
