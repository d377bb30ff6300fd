"""A report has what is needed to find out why an app failed, and nothing that is a secret."""

from __future__ import annotations

from pathlib import Path

import pytest

from oro_framework.cli.main import invoke
from oro_framework.host.kernel.state_folder import log_folder
from oro_framework.host.logs.crashes import CRASHED
from oro_framework.host.logs.log_records import LOG_NAME
from oro_framework.testing import open_host

BUNDLE = "org.example.reported"
TOML = """
meta.bundle_identifier = "org.example.reported"
meta.version = "1.2.3"
plugins.enabled = []
[webview]
root = "/x.html"
[conduit]
shared_key = "abcdefghijkl"
"""
CRASH = '{"began": 1.0, "app": "org.example.reported"}\nFatal Python error: Segmentation fault\n\nCurrent thread 0x1:\n'


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An app that has logged and crashed, in a home of its own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "home" / "state"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    folder = log_folder(BUNDLE)
    folder.mkdir(parents=True)
    (folder / f"{CRASHED}1-1.txt").write_text(CRASH)
    lines = [f"line {number}\n" for number in range(300)]
    (folder / LOG_NAME).write_text("".join([*lines, f"in {tmp_path}/home/x, seen abcdefghijkl and token=12345678\n"]))
    made = tmp_path / "home" / "app"
    made.mkdir()
    (made / "oro.toml").write_text(TOML)
    return made


def test_a_report_has_what_is_needed(app: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert invoke(["doctor", "--app", str(app), "--report"]) == 0
    text = capsys.readouterr().out
    assert "- app: org.example.reported 1.2.3" in text
    assert "Segmentation fault, in the run begun 1970-01-01T00:00:01" in text
    assert "- `webview_root` = `/x.html` (" in text
    assert "line 299" in text
    assert "line 99\n" not in text
    for title in ("Versions", "Machine", "oro doctor", "Settings", "Plugins", "Last crash", "Log"):
        assert f"\n## {title}\n" in text


def test_a_report_has_no_secrets_and_no_names(app: Path, tmp_path: Path) -> None:
    file = tmp_path / "report.md"
    assert invoke(["doctor", "--app", str(app), "--report", str(file)]) == 0
    text = file.read_text()
    assert "abcdefghijkl" not in text
    assert "12345678" not in text
    assert "- `conduit_shared_key` = `[hidden]` (" in text
    assert "in ~/x, seen [hidden] and token=[hidden]" in text
    assert str(tmp_path / "home") not in text
    assert file.stat().st_mode & 0o777 == 0o600


def test_an_app_that_cannot_start_has_a_report_all_the_same(app: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (app / "oro.toml").write_text("meta.title = 'no bundle'\n")
    assert invoke(["doctor", "--app", str(app), "--report"]) == 0
    assert "it names no bundle" in capsys.readouterr().out


def test_a_file_that_cannot_be_written_is_told(app: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert invoke(["doctor", "--app", str(app), "--report", str(app / "no" / "x.md")]) == 2
    assert "No such file or directory" in capsys.readouterr().err


@pytest.mark.anyio
async def test_pages_with_permission_get_it() -> None:
    async with open_host() as opened:
        assert "## Engine" in (await opened.call("diagnostics.report")).data
    async with open_host(settings={"permissions_allow_diagnostics": False}) as opened:
        assert (await opened.call("diagnostics.report")).err["code"] == "ERR_DENIED"
