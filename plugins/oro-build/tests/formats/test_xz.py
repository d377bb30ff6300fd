"""`XzWriter`: its output reads back, and is the same on any number of processors."""

from __future__ import annotations

import io
import lzma
import os
import random

import pytest
from oro_build.formats import xz


@pytest.mark.parametrize("size", [0, 1, 1 << 16, (1 << 16) * 5 + 7])
def test_it_reads_back_and_does_not_depend_on_the_processors(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xz, "_BLOCK", 1 << 16)
    data = random.Random(size).randbytes(size)
    made = set()
    for processors in (1, 2, 8):
        monkeypatch.setattr(os, "cpu_count", lambda count=processors: count)
        target = io.BytesIO()
        with xz.XzWriter(target) as out:
            for at in range(0, size, 10_000):
                assert out.write(data[at : at + 10_000]) == len(data[at : at + 10_000])
        made.add(target.getvalue())
    [content] = made
    assert lzma.decompress(content) == data


def test_what_fails_is_not_finished() -> None:
    target = io.BytesIO()
    with pytest.raises(TypeError), xz.XzWriter(target) as out:
        out.write(None)  # type: ignore[arg-type]
    assert target.getvalue() == b""
