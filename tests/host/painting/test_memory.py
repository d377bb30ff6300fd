"""What painted is kept, and a broken file costs no start."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.host.painting.attempts import Attempt
from oro_framework.host.painting.memory import Kept, Memory

KEPT = st.builds(
    Kept,
    attempt=st.none() | st.builds(Attempt, st.sampled_from(["gtk", "qt"]), st.sampled_from(["", "no-gpu"])),
    since=st.dates().map(str),
    apps=st.lists(st.text(), max_size=2),
)


@given(st.dictionaries(st.text(max_size=20), KEPT, max_size=4))
def test_what_is_kept_is_read_by_the_next_start(tmp_path_factory: pytest.TempPathFactory, all: dict[str, Kept]) -> None:
    path = tmp_path_factory.mktemp("state") / "deep" / "graphics.json"
    for key, kept in all.items():
        Memory(path).keep(key, kept)
    assert dict(Memory(path).items()) == all


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"a": 1}', b'{"a": {"attempt": "gtk"}}', b"\xff", b'"' * 99])
def test_a_broken_file_is_an_empty_one(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "graphics.json"
    path.write_bytes(content)
    memory = Memory(path)
    assert memory.items() == []
    memory.keep("key", Kept(None, "2026-11-25"))
    assert Memory(path)["key"] == Kept(None, "2026-11-25")


def test_a_file_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"):
        Memory(tmp_path / "file" / "graphics.json").keep("key", Kept(None, "2026-11-25"))
