"""Flags of any kind, as Node's own fs takes or refuses them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oro_fs.files.flags import open_flags

from oro_framework.errors import OroError

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="node is not here")

OPENS = """
const fs = require('fs')
require('readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const [path, flags] = JSON.parse(line)
  try {
    fs.closeSync(fs.openSync(path, flags))
    console.log('null')
  } catch (error) {
    console.log(JSON.stringify(error.code))
  }
})
"""

Ask = Callable[[Path, str | int], Any]

WORDS = st.one_of(
    st.sampled_from(["r", "r+", "rs", "rs+", "sr", "sr+", "w", "wx", "xw", "w+", "wx+", "xw+"]),
    st.sampled_from(["a", "ax", "xa", "a+", "ax+", "xa+", "as", "sa", "as+", "sa+"]),
    st.text(alphabet="rwasx+ ", max_size=4),
)
EXTRAS = st.sets(st.sampled_from([os.O_CREAT, os.O_EXCL, os.O_APPEND, os.O_NOFOLLOW, os.O_SYNC]))
NUMBERS = st.builds(
    lambda way, extras: way | sum(extras), st.sampled_from([os.O_RDONLY, os.O_WRONLY, os.O_RDWR]), EXTRAS
)


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    """Have Node open a path, and give the code of what it says."""
    with subprocess.Popen(["node", "-e", OPENS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        source, sink = process.stdout, process.stdin

        def opened(path: Path, flags: str | int) -> Any:
            sink.write(json.dumps([str(path), flags]) + "\n")
            sink.flush()
            return json.loads(source.readline())

        yield opened
        sink.close()
        process.wait(60)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(flags=st.one_of(WORDS, NUMBERS), there=st.booleans())
def test_flags_mean_what_they_mean_to_node(ask: Ask, tmp_path: Path, flags: str | int, there: bool) -> None:
    """Any word or number opens, makes and refuses the same files; what Node calls no flags is none here."""
    outcomes = []
    for opener in (ask, ours):
        path = tmp_path / "file"
        path.unlink(missing_ok=True)
        if there:
            path.write_bytes(b"present")
        code = opener(path, flags)
        outcomes.append((code, path.read_bytes() if path.exists() else None))
    assert outcomes[0] == outcomes[1]


def ours(path: Path, flags: str | int) -> Any:
    """Open a path with what our flags come to."""
    try:
        number = open_flags(flags)
    except OroError as error:
        return "ERR_INVALID_ARG_VALUE" if isinstance(flags, str) else error.details.get("name", "EINVAL")
    try:
        os.close(os.open(path, number, 0o666))
    except OSError as error:
        return {17: "EEXIST", 2: "ENOENT", 22: "EINVAL"}.get(error.errno or 0, error.errno)
    return None
