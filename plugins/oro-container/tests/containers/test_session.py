"""Runs of `oro container run`, as they end and what they say."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from oro_container.cli.session import Session
from oro_container.core.policy import Policy
from oro_container.errors import ProgramNotFound

from oro_framework.errors import NotFound

NOTHING: Mapping[str, str] = {}


def _session(source: str, *argv: str, here: Path, **policy: Any) -> Session:
    return Session(source, argv, "", (), Policy(**policy), NOTHING, here)


def test_what_is_no_folder_and_no_program_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match='Cannot run "nowhere": it is neither a folder nor an image'):
        _session("nowhere", "true", here=tmp_path).run()
    with pytest.raises(ProgramNotFound, match='Cannot start "nosuch"'):
        _session(".", "nosuch", here=tmp_path).run()


def test_what_was_refused_and_what_ended_it_is_said(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    script = "fetch('http://b.example').catch(() => setTimeout(() => {}, 60000))"
    # Longer than a program needs to start beside other tests.
    end = _session(".", "node", "-e", script, here=tmp_path, hosts=("a.example",), seconds=5.0).run()
    assert end == 137
    said = capfd.readouterr().err
    assert 'the container was refused a connection: hosts does not name "b.example"; `--host` grants one' in said
    assert "The container has ended: its 5 s are over" in said
