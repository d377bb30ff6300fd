"""What names that others chose do to the terminal: nothing."""

from __future__ import annotations

import pytest

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
