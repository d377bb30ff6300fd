"""Requests and answers as CGI and frames have them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_container.core.gateway.cgi import AnswerParser, environment_of
from oro_container.core.gateway.cookies import CookieJar
from oro_container.core.gateway.errors import GatewayError, RefusedRequest
from oro_container.core.gateway.frames import Frame, FrameDecoder, Kind, encode, encode_json
from oro_container.core.gateway.head import head_of
from oro_container.core.gateway.paths import is_hidden, names_of
from oro_container.core.gateway.request import Head, Request

header_names = st.from_regex(r"[a-z0-9!#$_.-]{1,12}", fullmatch=True) | st.sampled_from(
    ["proxy", "content-type", "content-length", "authorization", "cookie", "host", "transfer-encoding", "x_real"]
)
header_values = st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=12)
requests = st.builds(
    Request,
    method=st.sampled_from(["GET", "POST", "HEAD", "DELETE"]),
    target=st.from_regex(r"/[a-z%/.]{0,20}(\?[a-z=&%?]{0,10})?", fullmatch=True),
    headers=st.lists(st.tuples(header_names, header_values), max_size=8).map(tuple),
    scheme=st.sampled_from(["http", "https"]),
)


@given(requests)
def test_no_header_becomes_a_variable_that_means_something_else(request_: Request) -> None:
    variables = environment_of(request_)
    assert "HTTP_PROXY" not in variables
    assert not variables.keys() & {"HTTP_AUTHORIZATION", "HTTP_CONTENT_TYPE", "HTTP_CONTENT_LENGTH"}
    sent = {name.upper().replace("-", "_") for name, _ in request_.headers if "_" not in name}
    assert {name.removeprefix("HTTP_") for name in variables if name.startswith("HTTP_")} <= sent
    assert variables["REQUEST_METHOD"] == request_.method
    assert variables["QUERY_STRING"] == request_.query


def test_the_variables_of_a_request() -> None:
    request = Request(
        method="POST",
        target="/app/run.cgi/a%20b?x=%31",
        headers=(
            ("host", "example.org"),
            ("content-type", "text/plain"),
            ("cookie", "a=1"),
            ("cookie", "b=2"),
            ("authorization", "Basic eA=="),
            ("x-two", "1"),
            ("x-two", "2"),
        ),
        scheme="https",
        server=("example.org", 443),
        client=("10.0.0.1", 4000),
    )
    variables = environment_of(request, script_name="/app/run.cgi", length=5, extra={"A": "b"})
    expected = {
        "A": "b",
        "CONTENT_LENGTH": "5",
        "CONTENT_TYPE": "text/plain",
        "GATEWAY_INTERFACE": "CGI/1.1",
        "HTTPS": "on",
        "HTTP_COOKIE": "a=1; b=2",
        "HTTP_HOST": "example.org",
        "HTTP_X_TWO": "1, 2",
        "PATH_INFO": "/a b",
        "QUERY_STRING": "x=%31",
        "REMOTE_ADDR": "10.0.0.1",
        "REMOTE_HOST": "10.0.0.1",
        "REMOTE_PORT": "4000",
        "REQUEST_METHOD": "POST",
        "REQUEST_SCHEME": "https",
        "REQUEST_URI": "/app/run.cgi/a%20b?x=%31",
        "SCRIPT_NAME": "/app/run.cgi",
        "SERVER_NAME": "example.org",
        "SERVER_PORT": "443",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "SERVER_SOFTWARE": "oro-container",
    }
    assert variables == expected
    assert environment_of(request, credentials=True)["HTTP_AUTHORIZATION"] == "Basic eA=="


@pytest.mark.parametrize("request_", [Request(method="G T", target="/"), Request(method="GET", target="/%00")])
def test_what_fits_in_no_variable_is_refused(request_: Request) -> None:
    with pytest.raises(RefusedRequest) as raised:
        environment_of(request_)
    assert raised.value.status == 400


@given(st.binary(max_size=40), st.integers(1, 5))
def test_an_answer_is_the_same_however_it_comes(body: bytes, size: int) -> None:
    whole = b"Status: 404 Not Found\r\nContent-Type: text/plain\nX-A: b\r\n\r\n" + body
    parser, got = AnswerParser(), b""
    for at in range(0, len(whole), size):
        got += parser.feed(whole[at : at + size])
    parser.end()
    assert parser.head == Head(status=404, headers=(("content-type", "text/plain"), ("x-a", "b")))
    assert got == body


@given(st.binary())
def test_any_output_is_an_answer_or_an_error(output: bytes) -> None:
    parser = AnswerParser()
    try:
        parser.feed(output)
        parser.end()
    except GatewayError:
        return
    assert parser.head is not None


def test_a_location_without_a_status_is_a_redirect() -> None:
    parser = AnswerParser()
    assert parser.feed(b"Location: /there\n\n") == b""
    assert parser.head == Head(status=302, headers=(("location", "/there"),))


frames = st.builds(Frame, st.sampled_from(Kind), st.integers(0, (1 << 32) - 1), st.binary(max_size=60))


@given(st.lists(frames, max_size=6), st.integers(1, 17))
def test_frames_are_the_same_however_they_come(sent: list[Frame], size: int) -> None:
    data = b"".join(encode(each.kind, each.stream, each.payload) for each in sent)
    decoder = FrameDecoder()
    got: list[Frame] = []
    for at in range(0, len(data), size):
        got += decoder.feed(data[at : at + size])
    assert got == sent
    assert decoder.is_between


@given(st.binary())
def test_any_bytes_are_frames_or_an_error(data: bytes) -> None:
    decoder = FrameDecoder()
    try:
        for frame in decoder.feed(data):
            assert encode(frame.kind, frame.stream, frame.payload) in data
    except GatewayError:
        return


def test_a_payload_that_is_no_object_is_an_error() -> None:
    [frame] = FrameDecoder().feed(encode_json(Kind.READY, 0, [1]))
    with pytest.raises(GatewayError, match="READY"):
        frame.json()


@given(st.text())
def test_a_path_leads_through_names_of_the_site_or_is_refused(path: str) -> None:
    try:
        names = names_of(path)
    except RefusedRequest:
        return
    assert not {"", ".", ".."} & set(names)


@pytest.mark.parametrize(
    ("path", "hidden"), [("/.git/x", True), ("/a/.b", True), ("/.well-known/x", False), ("/.well-known/.b", True)]
)
def test_hidden_files_are_not_there(path: str, hidden: bool) -> None:
    assert is_hidden(names_of(path)) is hidden


def test_cookies_are_kept_for_their_path_and_time() -> None:
    jar = CookieJar()
    for header in (
        "a=1; Path=/book; HttpOnly; SameSite=Lax",
        "b=2",
        "c=3; Path=/; Max-Age=10",
        "d=4; Path=/; Expires=Thu, 01 Jan 1970 00:00:30 GMT",
        "e=5; Path=/; Max-Age=100; Expires=Thu, 01 Jan 1970 00:00:01 GMT",
        "no cookie",
    ):
        jar.store(header, "/book/page.php", 0.0)
    assert jar.header("/book/x", 5.0) == "a=1; b=2; c=3; d=4; e=5"
    assert jar.header("/book", 15.0) == "a=1; b=2; d=4; e=5"
    assert jar.header("/bookshop", 35.0) == "e=5"
    jar.store("a=9; Path=/book", "/", 40.0)
    jar.store("b=; Path=/book; Max-Age=0", "/", 40.0)
    assert jar.header("/book/", 40.0) == "a=9; e=5"


@pytest.mark.parametrize("age", ["--5", "-", "9" * 400, "9" * 5000])
def test_a_cookie_with_an_odd_age_is_kept(age: str) -> None:
    jar = CookieJar()
    jar.store(f"a=1; Path=/; Max-Age={age}", "/", 0.0)
    assert jar.header("/", 60.0) == "a=1"


@given(st.text(max_size=60), st.sampled_from(["/", "/a/b"]))
def test_any_header_is_a_cookie_or_passed_over(header: str, path: str) -> None:
    jar = CookieJar()
    jar.store(header, path, 0.0)
    assert jar.header("/elsewhere", 0.0).count("=") <= header.count("=")


@given(st.lists(st.integers(0, 400), max_size=320))
def test_a_jar_does_not_grow_without_end(numbers: list[int]) -> None:
    jar = CookieJar()
    for number in numbers:
        jar.store(f"n{number}=1; Path=/", "/", 0.0)
    assert len(jar.header("/", 0.0).split("; ")) <= 300


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3)
)
told_heads = st.fixed_dictionaries(
    {
        "status": st.integers(0, 700) | json_values,
        "headers": st.lists(st.lists(header_names | st.text(max_size=5), max_size=3)),
    }
)


@given(told_heads | st.dictionaries(st.sampled_from(["status", "headers"]), json_values))
def test_a_head_that_a_guest_tells_is_one_that_a_client_can_get(told: dict[str, object]) -> None:
    try:
        head = head_of(told)
    except GatewayError:
        return
    assert 200 <= head.status <= 599
    for name, value in head.headers:
        assert name
        assert not set("\r\n\0") & set(name + value)
        value.encode("latin-1")
