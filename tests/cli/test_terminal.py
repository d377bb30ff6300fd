"""What names that others chose do to the terminal: nothing."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest

from oro_framework.cli import terminal
from oro_framework.cli.terminal import escaped, fail, note, show, table, warn, written_out


def test_control_characters_are_written_out() -> None:
    assert written_out("a\x1b]52;c;YQ==\x07b\r\x9b\x7f\udcff") == r"a\x1b]52;c;YQ==\x07b\x0d\x9b\x7f\udcff"
    assert written_out("línea\n\tзначок → …") == "línea\n\tзначок → …"


def test_nothing_that_is_printed_has_them(capsys: pytest.CaptureFixture[str]) -> None:
    for say in (note, warn, fail):
        say("a name\x1b[2J")
    rows = table("Name")
    rows.add_row(escaped("[red]a name\x1b[2J"))
    show(rows)
    told = capsys.readouterr()
    assert "\x1b[2J" not in told.out + told.err
    assert r"[red]a name\x1b[2J" in told.out


def test_frames_of_the_framework_do_not_bury_those_of_an_app(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    log = logging.getLogger("oro")
    monkeypatch.setattr(log, "handlers", [])
    monkeypatch.setattr(log, "propagate", True)
    framework = tmp_path / "oro_framework" / "host.py"
    work = compile("def call(work):\n    work()\n", str(framework), "exec")
    names: dict[str, Any] = {}
    exec(work, names)

    def failing() -> None:
        raise ValueError("no tea") from KeyError("tea")

    for debug in (False, True):
        terminal.listen(debug=debug)
        try:
            names["call"](failing)
        except ValueError as error:
            # As where the framework catches it: the frame of this test is not in it.
            log.error("Cannot brew", exc_info=error.with_traceback(error.__traceback__ and error.__traceback__.tb_next))
        told = capsys.readouterr().err
        assert (str(framework) in told) is debug
        assert "in failing" in told
        assert "KeyError: 'tea'" in told
        assert told.rstrip().endswith("ValueError: no tea")
