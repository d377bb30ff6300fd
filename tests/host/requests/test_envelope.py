"""Any value is an envelope or an `Unserialisable` that says why."""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.errors import ErrnoError, InvalidArgument, Unserialisable
from oro_framework.host.requests.envelope import data_envelope, error_response

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON)
def test_any_json_is_carried_or_refused(value: Any) -> None:
    try:
        envelope = json.loads(data_envelope("a.b", None, value))
    except Unserialisable:
        return
    if isinstance(value, dict) and {"source", "data", "err", "id", "token"} & value.keys():
        return
    assert envelope.get("data") == value
    assert envelope["source"] == "a.b"


def test_nothing_is_no_data() -> None:
    assert set(json.loads(data_envelope("a.b", "t", None))) == {"source", "token", "id"}


def test_an_envelope_is_completed() -> None:
    envelope = json.loads(data_envelope("a.b", "t", {"source": "other", "err": {"message": "no"}}))
    assert (envelope["source"], envelope["token"], envelope["err"]) == ("other", "t", {"message": "no"})


def test_members_named_like_the_envelopes_override_it() -> None:
    assert json.loads(data_envelope("a.b", None, {"id": "7", "fd": 3}))["id"] == "7"


def test_paths_are_text() -> None:
    assert json.loads(data_envelope("a.b", None, [PurePosixPath("/x")]))["data"] == ["/x"]


@pytest.mark.parametrize("value", [object(), {1, object()}, "\ud800", {"a": b"x" and object()}])
def test_what_json_cannot_carry(value: Any) -> None:
    with pytest.raises(Unserialisable, match=r'Cannot answer "a\.b": its result is not JSON'):
        data_envelope("a.b", None, value)


def test_an_error_reaches_the_page_whatever_is_in_it() -> None:
    head, body = error_response(InvalidArgument('Cannot read "\ud800"'), "ipc://x", "x")
    assert head.status == 400
    assert json.loads(body)["err"]["message"] == 'Cannot read "\\ud800"'


def test_an_errno_carries_its_negative_number() -> None:
    head, body = error_response(ErrnoError(2, id="5"), "ipc://fs.open", "fs.open")
    envelope = json.loads(body)
    assert (head.status, envelope["id"], envelope["err"]["code"], envelope["err"]["name"]) == (404, "5", -2, "ENOENT")
