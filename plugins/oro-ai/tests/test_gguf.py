"""Model files: any bytes are a header or a reason why not, and a file that is not whole is told from one that is."""

from __future__ import annotations

import struct
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_ai.engine.gguf import NotGGUF, parse_header, read_header
from oro_ai.testing import write_model


@given(st.binary(max_size=200))
def test_any_bytes_are_a_header_or_a_reason(data: bytes) -> None:
    for content in (data, b"GGUF" + data, b"GGUF\x03\0\0\0" + data):
        with suppress(NotGGUF):
            assert parse_header(content).architecture


@given(place=st.integers(0, 1 << 16), value=st.integers(0, 255))
def test_a_damaged_header_is_one_or_a_reason(place: int, value: int, random_model: Path) -> None:
    data = bytearray(random_model.read_bytes()[: 1 << 16])
    data[place % len(data)] = value
    with suppress(NotGGUF):
        assert parse_header(bytes(data)).architecture is not None


def test_what_a_file_says_of_itself(random_model: Path) -> None:
    header = read_header(random_model)
    assert (header.architecture, header.kind, header.metadata["llama.context_length"]) == ("llama", "model", 512)
    assert header.size == random_model.stat().st_size


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it is no GGUF file"),
        (b"PK\x03\x04" + bytes(100), "it is no GGUF file"),
        (b"GGUF" + struct.pack("<I", 1) + bytes(100), "it is GGUF version 1, and only 2 and 3 are known"),
        (b"GGUF" + struct.pack("<IQQ", 3, 0, 0), "it does not say which architecture it has"),
        (b"GGUF" + struct.pack("<IQQ", 3, 0, 1), "it ends in the middle of its header: the file is not whole"),
    ],
)
def test_what_is_no_model_file(content: bytes, reason: str, tmp_path: Path) -> None:
    (tmp_path / "x.gguf").write_bytes(content)
    with pytest.raises(NotGGUF, match=f"^{reason}$"):
        read_header(tmp_path / "x.gguf")


@pytest.mark.parametrize("missing", [1, 100, 400_000])
def test_a_file_that_is_not_whole(missing: int, tmp_path: Path) -> None:
    path = write_model(tmp_path / "x.gguf")
    whole = path.stat().st_size
    with path.open("r+b") as file:
        file.truncate(whole - missing)
    with pytest.raises(NotGGUF, match=f"it has {whole - missing} bytes of {whole}"):
        read_header(path)
