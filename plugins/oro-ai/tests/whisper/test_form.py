"""Forms are read as clients write them, and damaged ones are refused: without a model."""

from __future__ import annotations

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_ai.api.form import Upload, fields

from oro_framework.errors import InvalidArgument

names = st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=1, max_size=10)
Part = tuple[str | None, bytes]


def written(parts: list[tuple[str, Part]]) -> tuple[str, bytes]:
    """Return the content type and the body of a form, as httpx writes them."""
    request = httpx.Request("POST", "http://127.0.0.1/", files=parts)
    return request.headers["content-type"], request.read()


@given(st.dictionaries(names, st.binary(max_size=3000), max_size=5), st.dictionaries(names, names, max_size=5))
def test_what_a_client_writes_is_read(files: dict[str, bytes], texts: dict[str, str]) -> None:
    parts: list[tuple[str, Part]] = [(f"file {name}", (f"{name}.wav", data)) for name, data in files.items()]
    parts += [(name, (None, text.encode())) for name, text in texts.items()]
    parts += [("listed[]", (None, text.encode())) for text in texts.values()]
    if not parts:
        return
    listed = {"listed": list(texts.values())} if texts else {}
    uploads = {f"file {name}": Upload(f"{name}.wav", data) for name, data in files.items()}
    assert fields(*written(parts)) == {**uploads, **texts, **listed}


@given(st.binary(max_size=300))
def test_what_is_no_form_is_refused(body: bytes) -> None:
    with pytest.raises(InvalidArgument, match="Cannot read the request: "):
        fields("multipart/form-data; boundary=somewhere", body)


@given(st.integers(1, 60))
def test_a_form_that_was_cut_short_is_refused(cut: int) -> None:
    kind, body = written([("file", ("a.wav", bytes(100)))])
    with pytest.raises(InvalidArgument, match="Cannot read the request: "):
        fields(kind, body[: -cut - 2])


@pytest.mark.parametrize("kind", ["", "application/json", "multipart/form-data", "multipart/form-data; boundary="])
def test_another_type_is_refused(kind: str) -> None:
    with pytest.raises(InvalidArgument, match="expected a form"):
        fields(kind, b"{}")


def test_too_many_fields_are_refused() -> None:
    with pytest.raises(InvalidArgument, match="over 100 fields"):
        fields(*written([(f"name{number}", (None, b"")) for number in range(200)]))
