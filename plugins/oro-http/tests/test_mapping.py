"""Any request is a call or an error; the route and its parameters are those that were written."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_http.arrival import Arrival
from oro_http.mapping import METHODS, Mapping

from oro_framework.errors import InvalidArgument, OroError

LATIN = st.text(st.characters(max_codepoint=255), max_size=60)
NAMES = st.from_regex(r"[a-z]{1,8}(\.[a-zA-Z]{1,8}){0,3}", fullmatch=True)
HERE = Mapping("/ipc", ["*"])


def arrival(path: str, query: str = "", *headers: tuple[str, str], method: str = "GET") -> Arrival:
    return Arrival(method=method, path=path, query=query, headers=headers)


@given(LATIN, LATIN, st.sampled_from([*METHODS, "HEAD", "X"]), LATIN, LATIN)
def test_any_request_is_a_call_or_an_error(path: str, query: str, method: str, uri: str, index: str) -> None:
    for tried in (path, f"/ipc{path}", f"/ipc/{path}"):
        asked = arrival(tried, query, ("x-ipc-uri", uri), ("x-ipc-window-index", index), method=method)
        try:
            mapped = HERE.read(asked)
        except OroError:
            continue
        assert method in METHODS
        assert (mapped.target.scheme, mapped.target.path) == ("ipc", "/")
        assert mapped.target.host
        assert mapped.window == int(index)


@given(NAMES, st.dictionaries(st.text(min_size=1, max_size=9), st.text(max_size=9), max_size=5))
def test_path_and_header_say_the_same(name: str, params: dict[str, str]) -> None:
    params.pop("seq", None)
    query = urlencode({**params, "seq": "0"}, quote_via=quote)
    by_path = HERE.read(arrival(f"/ipc/{name}", urlencode(params, quote_via=quote)))
    by_header = HERE.read(arrival("/ipc", "", ("x-ipc-uri", f"ipc://{name}?{query}")))
    assert by_path == by_header
    assert (by_path.target.host, by_path.target.query.decode()) == (name.lower(), query)


def test_a_seq_of_the_callers_own_stays() -> None:
    assert HERE.read(arrival("/ipc/a.b", "x=1&seq=5")).target.url == "ipc://a.b?x=1&seq=5"
    assert HERE.read(arrival("/ipc/a.b", "seq")).target.url == "ipc://a.b?seq"
    assert HERE.read(arrival("/ipc/a.b", "xseq=1")).target.url == "ipc://a.b?xseq=1&seq=0"


@pytest.mark.parametrize("uris", [[], ["ipc://a", "ipc://b"], [""], ["ipc:"], ["ipc:///a"], ["http://a"], ["ipc://é"]])
def test_the_header_names_one_route(uris: list[str]) -> None:
    with pytest.raises(InvalidArgument):
        HERE.read(arrival("/ipc", "", *(("x-ipc-uri", uri) for uri in uris)))


@given(NAMES)
def test_a_narrowed_route_is_narrowed_however_it_is_written(name: str) -> None:
    narrowed = Mapping("/ipc", ["only.this"])
    for written in (name, f"x@{name}", quote(name.replace(".", "%2e"), safe="%"), name.upper()):
        try:
            mapped = narrowed.read(arrival(f"/ipc/{written}"))
        except OroError:
            continue
        assert mapped.target.host == "only.this"
