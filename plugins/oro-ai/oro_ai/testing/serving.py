"""Serve in a thread, for tests."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer

__all__ = ("serving",)


@contextmanager
def serving(server: ThreadingHTTPServer, leave: Callable[[], None]) -> Iterator[str]:
    """Serve during the block, and yield the address.

    Args:
        server: bound to a port of the loopback interface; closed at the end.
        leave: called before the end, so that no answer waits any longer.
    """
    with server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            leave()
            server.shutdown()
            thread.join()
