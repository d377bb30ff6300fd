"""The audit of pinned versions: what an advisory affects is found, and a database that finds nothing is refused."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

SCRIPTS = Path(__file__).resolve().parent.parent / "scripts"
sys.path.insert(0, str(SCRIPTS))

from advisories import NPM, PYPI, Pinned, affected, by_name, of_constraints, of_lock  # noqa: E402

NUMBERS = st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 3))


def advisory(ecosystem: str, name: str, *events: Mapping[str, str], **more: Any) -> dict[str, Any]:
    entry = {"package": {"ecosystem": ecosystem, "name": name}, "ranges": [{"type": "ECOSYSTEM", "events": events}]}
    return {"id": "T-1", "modified": datetime.now(UTC).isoformat(), "affected": [entry], **more}


def found(told: Mapping[str, Any], pinned: Pinned) -> bool:
    return bool(affected(told, by_name([pinned])))


def text(numbers: tuple[int, int, int]) -> str:
    return ".".join(map(str, numbers))


@given(st.sampled_from([PYPI, NPM]), NUMBERS, NUMBERS, NUMBERS)
def test_a_range_holds_what_lies_between_its_ends(
    ecosystem: str, begin: tuple[int, int, int], end: tuple[int, int, int], at: tuple[int, int, int]
) -> None:
    """A version is affected from the one introduced to the one before the fix, or to the last one affected."""
    begin, end = sorted([begin, end])
    pinned = Pinned(ecosystem, "x", text(at))
    fixed = advisory(ecosystem, "x", {"introduced": text(begin)}, {"fixed": text(end)})
    last = advisory(ecosystem, "x", {"introduced": text(begin)}, {"last_affected": text(end)})
    assert found(fixed, pinned) is (begin <= at < end)
    assert found(last, pinned) is (begin <= at <= end)


@pytest.mark.parametrize(
    ("ecosystem", "version", "fixed", "expected"),
    [
        (PYPI, "2.0rc1", "2.0", True),
        (PYPI, "2.0.post1", "2.0", False),
        (NPM, "2.0.0-rc.24", "2.0.0", True),
        (NPM, "2.0.0-rc.24", "2.0.0-rc.9", False),
        (NPM, "2.0.0+build", "2.0.0", False),
        (NPM, "not a version", "2.0.0", True),
    ],
)
def test_versions_are_compared_as_each_ecosystem_does(ecosystem: str, version: str, fixed: str, expected: bool) -> None:
    told = advisory(ecosystem, "x", {"introduced": "0"}, {"fixed": fixed})
    assert found(told, Pinned(ecosystem, "x", version)) is expected


def test_names_are_those_of_the_ecosystem_and_withdrawn_advisories_count_for_nothing() -> None:
    told = advisory(PYPI, "Some.Name", {"introduced": "0"})
    assert found(told, Pinned(PYPI, "some-name", "1"))
    assert not found(told, Pinned(NPM, "Some.Name", "1.0.0"))
    assert not found({**told, "withdrawn": "2026-01-01T00:00:00Z"}, Pinned(PYPI, "some-name", "1"))


def test_pins_are_read() -> None:
    assert of_constraints("# why\nSome_Name==1.2  # because\nother>=1\n") == [Pinned(PYPI, "some-name", "1.2")]
    packages = {"": {"version": "0"}, "node_modules/@a/b": {"version": "1.0.0"}}
    packages["node_modules/c/node_modules/@a/b"] = {"version": "2.0.0"}
    assert of_lock({"packages": packages}) == [Pinned(NPM, "@a/b", "1.0.0"), Pinned(NPM, "@a/b", "2.0.0")]


def audit(folder: Path, python: Mapping[str, Any], npm: Mapping[str, Any]) -> tuple[int, str]:
    for ecosystem, told in ((PYPI, python), (NPM, npm)):
        (folder / ecosystem).mkdir()
        with zipfile.ZipFile(folder / ecosystem / "all.zip", "w") as archive:
            archive.writestr("T-1.json", json.dumps(told))
    return ran(str(folder))


def ran(*arguments: str) -> tuple[int, str]:
    command = [sys.executable, str(SCRIPTS / "audit.py"), *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    return ended.returncode, ended.stdout + ended.stderr


def test_what_is_pinned_and_affected_fails_the_audit(tmp_path: Path) -> None:
    code, said = audit(tmp_path, advisory(PYPI, "trio", {"introduced": "0"}), advisory(NPM, "x", {"introduced": "0"}))
    assert code == 1, said
    assert "of PyPI" in said
    assert "\n  trio " in said
    assert "of npm" in said


def test_an_old_database_or_none_finds_nothing_and_says_so(tmp_path: Path) -> None:
    old = (datetime.now(UTC) - timedelta(days=60)).isoformat()
    none = advisory(PYPI, "none-of-ours", {"introduced": "0"}, modified=old)
    code, said = audit(tmp_path, none, none)
    assert (code, "fetch it anew" in said) == (2, True)
    assert ran(str(tmp_path / "missing"))[0] == 2
    assert ran()[0] == 2
