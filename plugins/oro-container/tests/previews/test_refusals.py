"""A preview does not answer who may not ask, and says nothing; a name is known to who was told it."""

from __future__ import annotations

import pytest
from oro_container.previews.previews import Previews
from oro_container.previews.testing import answering, published, read_all

pytestmark = pytest.mark.anyio
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"


@pytest.mark.parametrize(
    ("status", "head"),
    [
        (421, "GET / HTTP/1.1\nHost: localhost:3000\nSec-Fetch-Site: same-origin\n\n"),
        (421, "GET / HTTP/1.1\nHost: 0123456789abcdef0123456789abcdef.localhost:80\n\n"),
        (421, "GET / HTTP/1.1\nHost: rebound.example\n\n"),
        (400, "GET / HTTP/1.1\nSec-Fetch-Site: same-origin\n\n"),
        (421, "GET http://HOST/ HTTP/1.1\nHost: other.localhost\n\n"),
        (403, "GET / HTTP/1.1\nHost: HOST\n\n"),
        (403, "GET / HTTP/1.1\nHost: HOST\nSec-Fetch-Site: cross-site\nSec-Fetch-Mode: no-cors\n\n"),
        (403, "POST / HTTP/1.1\nHost: HOST\nOrigin: null\nContent-Length: 5\n\nhello"),
        (403, "GET / HTTP/1.1\nHost: HOST\nConnection: upgrade\nUpgrade: websocket\nOrigin: http://a.example\n\n"),
        (403, "POST /.oro-preview/messages HTTP/1.1\nHost: HOST\nOrigin: null\nContent-Length: 2\n\n{}"),
        (400, "nonsense\n\n"),
    ],
)
async def test_a_refusal_says_nothing(status: int, head: str) -> None:
    asked: list[bytes] = []
    async with published(answering(OK, asked)) as preview:
        answer = await read_all(await preview.ask(head))
    assert answer.startswith(b"HTTP/1.1 %d " % status)
    assert answer.endswith(b"content-length: 0\r\nConnection: close\r\n\r\n") or b"\r\n\r\n" in answer[-4:]
    assert not asked


async def test_a_port_has_one_name_which_is_its_own() -> None:
    admitted: list[str] = []

    def admit(pattern: str) -> object:
        admitted.append(pattern)
        return lambda: admitted.remove(pattern)

    previews = Previews(["oro://a"], admit)  # type: ignore[arg-type]
    dial = None
    async with previews.running():
        urls = [await previews.publish(*each, dial) for each in (("a", 1), ("a", 2), ("b", 1), ("a", 1))]  # type: ignore[arg-type]
        assert len(set(urls)) == 3
        assert urls[0] == urls[3]
        assert {len(url.partition("//")[2].partition(".")[0]) for url in urls} == {32}
        assert admitted == [f"{url}*" for url in urls[:3]]
        previews.withdraw("a", 1)
        assert admitted == [f"{url}*" for url in urls[1:3]]
        assert await previews.publish("a", 1, dial) not in urls  # type: ignore[arg-type]
        previews.withdraw_all("a")
        assert admitted == [f"{urls[2]}*"]
    assert admitted == []
