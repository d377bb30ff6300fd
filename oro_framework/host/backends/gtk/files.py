"""Let a page open files itself, without their bytes passing through this process. GUI thread.

WebKit reads what a scheme handler answers 8 KiB at a time on the GUI thread. A `File` of the page is another
matter: the engine reads it from the disk, several times as fast. A page gets one from a file chooser, so
one is used that is never shown:

1. The answer to a request marked as able to take a file is empty, with an offer in its header.
2. The page's preload asks for the offer over a script channel.
3. A script of ours makes an input and clicks it; its `accept` names the offer.
4. `run-file-chooser` selects the file, and the page has it and says so.

The name is a link of ours to the descriptor the host was given, so that what was opened is what is read. The
link is gone before the descriptor is, so that the name never comes to mean another file.
"""

from __future__ import annotations

import json
import os
import secrets
from collections import OrderedDict, deque
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gi.repository import WebKit2

__all__ = ("CHANNEL", "FILE_HEADER", "FileOffers")

CHANNEL = "oroFiles"
FILE_HEADER = "x-oro-file"
ACCEPT = "application/x-oro-"
MAX_OFFERS = 128
"""Files a document can hold at a time; the oldest is taken back first."""

_PICK = """(() => {
  const input = document.createElement('input')
  Object.assign(input, { type: 'file', accept: %(accept)s })
  const kept = setTimeout(() => input.remove(), 60000) // an input that only waits would be collected
  input.onchange = () => {
    clearTimeout(kept)
    dispatchEvent(new CustomEvent(%(name)s, { detail: input.files[0] }))
  }
  input.click()
})()"""


class FileOffers:
    """The offers of one view.

    Args:
        folder: a private directory for the links.
        evaluate: runs a script in the view's top frame.
    """

    def __init__(self, folder: Path, evaluate: Callable[[str], None]) -> None:
        self._folder = folder
        self._evaluate = evaluate
        self._files: OrderedDict[str, int] = OrderedDict()
        self._asked: deque[str] = deque()
        self._choosing = ""

    def __len__(self) -> int:
        return len(self._files)

    def offer(self, fd: int) -> str:
        """Take over a descriptor and return the name under which the page may ask for it.

        Raises:
            OSError: no link can be made; the descriptor stays the caller's.
        """
        name = secrets.token_hex(16)
        (self._folder / name).symlink_to(f"/proc/{os.getpid()}/fd/{fd}")
        self._files[name] = fd
        while len(self._files) > MAX_OFFERS:
            self._withdraw(next(iter(self._files)))
        return name

    def told(self, text: str) -> None:
        """Take the name of the offer a page wants, or, after `!`, is done with; it can use one chooser at a time."""
        name = text.removeprefix("!")
        if name != text:
            if name == self._choosing:
                self._next()
        elif name in self._files:
            self._asked.append(name)
            if not self._choosing:
                self._next()

    def choose(self, request: WebKit2.FileChooserRequest) -> bool:
        """Answer a `WebKitFileChooserRequest` that is one of ours; False leaves it to the person."""
        types = request.get_mime_types() or []
        if len(types) != 1 or not types[0].startswith(ACCEPT):
            return False
        name = types[0].removeprefix(ACCEPT)
        if name == self._choosing and name in self._files:
            request.select_files([str(self._folder / name)])
        else:
            request.cancel()
        return True

    def clear(self) -> None:
        """Take every offer back: the document is gone."""
        self._asked.clear()
        self._choosing = ""
        for name in list(self._files):
            self._withdraw(name)

    def close(self) -> None:
        """Withdraw all offers and release the view."""
        self.clear()
        self._evaluate = _nothing

    def _next(self) -> None:
        self._choosing = self._asked.popleft() if self._asked else ""
        if self._choosing:
            names = {"accept": json.dumps(ACCEPT + self._choosing), "name": json.dumps(f"oro-file-{self._choosing}")}
            self._evaluate(_PICK % names)

    def _withdraw(self, name: str) -> None:
        fd = self._files.pop(name)
        (self._folder / name).unlink(missing_ok=True)
        os.close(fd)


def _nothing(_script: str) -> None:
    """Evaluate no script: the view is closed."""
