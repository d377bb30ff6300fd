"""`oro permissions`: what holds and why, and answers taken back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from oro_framework.host.permissions.answers import answers_path

from .conftest import Answer

Oro = Callable[..., Answer]


@pytest.fixture(autouse=True)
def answers(app: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with (app / "oro.toml").open("a") as file:
        file.write('\n[permissions]\nallow.sums = "ask"\nallow.camera = false\n')
    path = answers_path("org.example.sums")
    path.parent.mkdir(parents=True)
    kept = {"oro://org.example.sums": {"sums": True, "tea": False}, "https://other.example": {"sums": False}}
    path.write_text(json.dumps(kept))
    return path


def test_the_list_says_what_holds_and_why(oro: Oro, app: Path) -> None:
    rows = {row["name"]: row for row in json.loads(oro("permissions", "list", "--json", "--app", str(app)).out)}
    assert (rows["sums"]["state"], rows["sums"]["by"]) == ("granted", "person")
    assert rows["sums"]["answers"] == {"oro://org.example.sums": True, "https://other.example": False}
    assert (rows["camera"]["state"], rows["camera"]["reason"]) == ("denied", "permissions_allow_camera = false")
    assert rows["tea"]["answers"] == {"oro://org.example.sums": False}
    shown = oro("permissions", "list", "--app", str(app))
    assert shown.code == 0
    assert "the person said yes" in shown.out


@pytest.mark.parametrize("columns", ["80", "120"])
def test_a_table_of_the_configuration_is_named_in_full(
    oro: Oro, app: Path, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    toml = app / "oro.toml"
    toml.write_text(toml.read_text() + 'default = "deny"\n')
    assert '[permissions] default = "deny"' in oro("permissions", "--app", str(app)).out


@pytest.mark.parametrize(
    ("arguments", "left"),
    [
        (("sums",), {"oro://org.example.sums": {"tea": False}}),
        (("--origin", "https://other.example"), {"oro://org.example.sums": {"sums": True, "tea": False}}),
        ((), {}),
    ],
)
def test_answers_are_taken_back(oro: Oro, app: Path, answers: Path, arguments: tuple[str, ...], left: object) -> None:
    answer = oro("permissions", "reset", *arguments, "--app", str(app))
    assert answer.code == 0
    assert "sums of https://other.example will be asked for again" in answer.out
    assert json.loads(answers.read_bytes()) == left


def test_there_may_be_nothing_to_take_back(oro: Oro, app: Path, answers: Path) -> None:
    before = answers.read_bytes()
    assert "Nothing was answered about milk" in oro("permissions", "reset", "milk", "--app", str(app)).out
    assert answers.read_bytes() == before
