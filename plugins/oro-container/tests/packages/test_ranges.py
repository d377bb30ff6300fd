"""Versions and ranges are read as npm's own semver reads them."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oro_container.core.packages.ranges import intersects, is_within, parse_range, satisfies
from oro_container.core.packages.versions import clean, compare, parse_version

NUMBERS = st.sampled_from(["0", "1", "2", "3", "10", "99", "01"])
WORDS = st.sampled_from(
    ["", *["-alpha", "-alpha.1", "-beta.2", "-0", "-rc.10", "-1.2.3", "-x-y", "-01", "beta1", "+build"]]
)
BEFORE = st.sampled_from(["", "", "", "v", "=", " "])
VERSIONS = st.builds("{}{}.{}.{}{}".format, BEFORE, NUMBERS, NUMBERS, NUMBERS, WORDS)
PARTS = st.lists(st.sampled_from([*["0", "1", "2", "3", "10", "x", "*", "X", "00"], ""]), min_size=1, max_size=3).map(
    ".".join
)
OPERATORS = st.sampled_from(["", "", "^", "~", ">=", "<", "<=", ">", "=", "~>", "^ ", "~ ", ">= ", "v", "^v", "!"])
BOUNDS = st.builds("{}{}{}".format, OPERATORS, PARTS, st.sampled_from(["", "", "", "-alpha", "-beta.2", "-0"]))
JOINTS = st.sampled_from([" || ", "||", " ", "  ", " , ", " && ", " - "])
RANGES = st.builds(lambda bounds, joint: joint.join(bounds), st.lists(BOUNDS, min_size=1, max_size=3), JOINTS)
CHILD = """
const semver = require(process.argv[1])
require('readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const [range, other, version] = JSON.parse(line)
  let meets = false
  try { meets = semver.intersects(range, other) } catch {}
  const loose = semver.valid(version, true)
  console.log(JSON.stringify([
    loose, semver.valid(version), semver.validRange(range, true) !== null, semver.validRange(range) !== null,
    semver.satisfies(version, range, true), semver.satisfies(version, range),
    semver.satisfies(version, range, { includePrerelease: true }), meets,
  ]))
})
"""


class Semver:
    """npm's own semver, in a process that answers line by line."""

    def __init__(self, node: str, module: Path) -> None:
        command = [node, "-e", CHILD, str(module)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, *question: str) -> Any:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


@pytest.fixture(scope="module")
def semver() -> Iterator[Semver]:
    node, npm = shutil.which("node"), shutil.which("npm")
    module = Path(npm).resolve().parent.parent / "node_modules" / "semver" if npm else None
    if node is None or module is None or not module.is_dir():
        pytest.skip("needs Node and npm")
    child = Semver(node, module)
    yield child
    assert child.process.stdin is not None
    child.process.stdin.close()
    child.process.wait(10)
    assert child.process.stdout is not None
    child.process.stdout.close()


def text_of(version: str, loose: bool) -> str | None:
    parsed = parse_version(version, loose)
    return parsed.text if parsed is not None else None


@given(range=RANGES, other=RANGES, version=VERSIONS)
@settings(max_examples=100, deadline=None)
def test_ranges_are_those_of_npm(semver: Semver, range: str, other: str, version: str) -> None:
    assert semver.ask(range, other, version) == [
        text_of(version, True),
        text_of(version, False),
        parse_range(range) is not None,
        parse_range(range, False) is not None,
        satisfies(version, range),
        satisfies(version, range, loose=False),
        satisfies(version, range, loose=False, prereleases=True),
        intersects(range, other),
    ]


@given(st.text(max_size=300))
def test_any_text_is_a_range_or_none(text: str) -> None:
    parse_range(text)
    parse_version(text)


@pytest.mark.parametrize(
    ("version", "range", "accepted"),
    [
        ("1.2.3", "^1.2.0", True),
        ("2.0.0", "^1.2.0", False),
        ("0.3.0", "^0.2.3", False),
        ("1.3.0-beta.1", "^1.2.0", False),
        ("1.2.0-beta.2", "^1.2.0-beta.1", True),
        ("1.2.4-beta.2", "^1.2.0-beta.1", False),
        ("1.0.0-rc.1", "*", False),
        ("3.1.0", "1 - 2 || >=3.1", True),
        ("1.2.3", "latest", False),
    ],
)
def test_a_range_accepts_versions(version: str, range: str, accepted: bool) -> None:
    assert satisfies(version, range) is accepted


@pytest.mark.parametrize(
    ("one", "other", "within"),
    [
        ("^1.2.3", "^1.0.0", True),
        ("^1.2.3", "1.x", True),
        ("^1.2.3", ">=1", True),
        ("^1.2.3", "1.x <1.5", False),
        ("^1.2.3", "~1.2.0", False),
        ("^1.2.3", "0.x || 1.x", True),
        ("1.2.3", "~1.2.0", True),
        ("^1.0.0-rc.1", ">=1.0.0-rc.0 <2", True),
        ("^1.0.0-rc.1", ">=0.5 <2", False),
        ("^1.2.3", "1.2.3", False),
    ],
)
def test_a_range_is_within_another(one: str, other: str, within: bool) -> None:
    assert is_within(one, other) is within


def test_versions_have_an_order() -> None:
    texts = ["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0", "1.0.1"]
    assert [compare(one, two) for one, two in pairwise(texts)] == [-1] * 6
    assert compare("1.0.0+a", "1.0.0+b") == 0
    assert clean(" =v1.2.3-01+b ") == "1.2.3-1"
