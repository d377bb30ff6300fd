"""Values of real libraries cross to pages of every engine and back; frames are read whatever they hold."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw
from oro_data.arrays import Arrays, Scalars
from oro_data.codec import Codecs
from oro_data.frame import ALIGNMENT, Part, decoded, encoded
from oro_data.tables import Tables

from oro_framework.testing import Engines, engines
from oro_framework.testing.tap import parse_tap

APP = Path(__file__).with_name("app")
LIBRARIES = ("numpy", "pandas", "polars", "pyarrow", "PIL", "matplotlib")

json_values: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text()
    | st.binary().map(lambda data: memoryview(data)),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def part_of(value: Any) -> Part:
    return Part("blob", {"length": len(value)}, value)


def plain(value: Any) -> Any:
    """Return a value with lists and bytes in place of tuples and views."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return ("bytes", bytes(value)) if isinstance(value, memoryview) else value


class Mine:
    """A value that only a codec knows."""

    def __init__(self, data: bytes) -> None:
        self.data = data


def mine(value: Any) -> Any:
    """Return a value with `Mine` in place of views, for msgspec would write these as text."""
    if isinstance(value, dict):
        return {key: mine(each) for key, each in value.items()}
    if isinstance(value, list):
        return [mine(each) for each in value]
    return Mine(bytes(value)) if isinstance(value, memoryview) else value


def framed(value: Any) -> bytes:
    """Return the frame of a value that holds `Mine`."""
    pieces = encoded(value, lambda each: part_of(each.data))
    assert isinstance(pieces, list)
    return b"".join(pieces)


@given(json_values)
def test_a_frame_gives_back_what_went_in(value: Any) -> None:
    frame = framed([mine(value), Mine(b"")])
    assert plain(decoded(frame, lambda part: memoryview(part.data))) == plain([value, memoryview(b"")])


def test_a_value_without_parts_is_json() -> None:
    np = pytest.importorskip("numpy")
    codecs = Codecs([Arrays(), Scalars()])
    assert encoded({"mean": np.float32(0.5), "all": np.bool_(True)}, codecs.encode) == Raw(b'{"mean":0.5,"all":true}')


@given(st.binary(max_size=200) | st.binary(max_size=200).map(lambda rest: b"ORODATA1\x20\0\0\0" + rest))
def test_any_bytes_are_a_frame_or_refused(frame: bytes) -> None:
    try:
        decoded(frame, lambda part: part)
    except ValueError:
        return
    assert frame.startswith(b"ORODATA1")


@given(st.lists(st.binary(min_size=1), min_size=1), st.data())
def test_a_frame_that_is_cut_off_is_refused(blobs: list[bytes], data: st.DataObject) -> None:
    frame = framed([Mine(blob) for blob in blobs])
    cut = frame[: data.draw(st.integers(0, len(frame) - 1))]
    with pytest.raises(ValueError, match=r"."):
        decoded(cut, lambda part: part)


@given(st.lists(st.binary(), min_size=1))
def test_parts_lie_where_vectors_are_read(blobs: list[bytes]) -> None:
    pieces = encoded([Mine(blob) for blob in blobs], lambda each: part_of(each.data))
    assert isinstance(pieces, list)
    end = 0
    for number, piece in enumerate(pieces):
        if number > 2 and number % 2:
            assert end % ALIGNMENT == 0
        end += len(piece)


def test_arrays_cross_without_a_copy() -> None:
    np = pytest.importorskip("numpy")
    values = np.arange(12.0).reshape(3, 4)
    part = Arrays().encode(values)
    assert isinstance(part, Part)
    assert np.shares_memory(np.frombuffer(part.data), values)
    pieces = encoded(values, Codecs([Arrays()]).encode)
    assert isinstance(pieces, list)
    frame = b"".join(pieces)
    again = decoded(frame, Codecs([Arrays()]).decode)
    assert np.shares_memory(again, np.frombuffer(frame, "u1"))
    assert np.array_equal(again, values)


@pytest.mark.parametrize(
    ("meta", "said"),
    [
        ({"dtype": "object", "shape": [1]}, "dtype 'object' is not known"),
        ({"dtype": "datetime64[zz]", "shape": [1]}, "datetime64"),
        ({"dtype": "float64", "shape": [3]}, r"dtype float64 and shape \(3,\) has 24 bytes, got 8"),
        ({"dtype": "float64", "shape": [-1]}, r"cannot have the shape \[-1\]"),
        ({"dtype": "float64", "shape": [True]}, "cannot have the shape"),
        ({}, "dtype None"),
    ],
)
def test_an_array_that_does_not_fit_is_refused(meta: dict[str, Any], said: str) -> None:
    pytest.importorskip("numpy")
    with pytest.raises(ValueError, match=said):
        Arrays().decode(Part("array", meta, bytes(8)), "numpy.ndarray")


def test_no_library_is_imported_unless_the_app_does() -> None:
    code = f"import oro_data.plugin, oro_data.service, sys; print([m for m in {LIBRARIES} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.webview
@pytest.mark.parametrize("engine", engines())
def test_pages_have_what_python_has(oro_engines: Engines, engine: str) -> None:
    for library in LIBRARIES:
        pytest.importorskip(library)
    _, output = oro_engines.run(engine, APP, "--test", str(APP / "data.js"))
    report = parse_tap(output.splitlines())
    assert report.plan, output
    assert not {name: test.failures for name, test in report.tests.items() if test.failures}, output


def test_types_of_every_codec_reach_typescript() -> None:
    class Points:
        kind = "point"
        classes: ClassVar = {"geometry.Point": "[number, number]", "numpy.ndarray": "number[]"}

    codecs: Any = [Points(), Arrays(), Tables()]
    types = Codecs(codecs).types()
    assert types["geometry.Point"] == "[number, number]"
    assert types["numpy.ndarray"] == "number[]", "the first that is given decides"
    assert types["polars.DataFrame"] == "import('oro:data').Table"
