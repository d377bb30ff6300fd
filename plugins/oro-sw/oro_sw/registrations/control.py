"""The documents of windows, and the registration that controls each. Sans-IO.

Engines tell the window of a request, not its document; so a request counts for a window's top document unless it
names a document or has the `Referer` of one. Where the documents of a window have several controllers, the window is
asked for the document of any other request.

Rules
1. A document is added when it is requested; whether it is a window's or a frame's shows when it is shown, or when it
   says so.
2. A frame that says it is gone is gone. One without a URL of its own (`srcdoc`) has the controller of its parent.
3. When a window's top document is another one, every document requested before it is gone.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field

from oro_sw.registrations.states import Registration

__all__ = ("Document", "Documents")

MAX_DOCUMENTS = 256
"""Documents of one window that are remembered; some frames go without a sign."""


@dataclass(slots=True, eq=False)
class Document:
    """One document of a window."""

    window: str
    url: str
    controller: Registration | None = None
    top: bool | None = None
    """Whether it is the window's own and not a frame's; None while that is unknown."""
    realm: str = ""
    """The id it has in `__args.client`, to which events are addressed: that of its window, or one a frame made."""
    focused: bool = False
    """Whether a frame's document had the keyboard when its window was last asked."""
    ancestors: tuple[str, ...] = ()
    """The origins a frame is within, the nearest first."""
    id: str = field(default_factory=lambda: str(secrets.randbits(63)))
    """Its client id: that of this document alone."""


class Documents:
    """The documents of the app's windows by window id, in the order they were requested."""

    def __init__(self) -> None:
        self._by_window: dict[str, list[Document]] = {}

    def __iter__(self) -> Iterator[Document]:
        for documents in tuple(self._by_window.values()):
            yield from tuple(documents)

    def navigated(self, window: str, url: str, controller: Registration | None) -> Document:
        """Add a document that is being loaded in a window, and will have this controller."""
        document = Document(window, url, controller)
        documents = self._by_window.setdefault(window, [])
        documents.append(document)
        del documents[:-MAX_DOCUMENTS]
        return document

    def entered(self, window: str, url: str, realm: str, parent: str = "") -> Document:
        """Return a frame's document, by its own account; one that was not seen being requested has no controller.

        Args:
            parent: realm of the document it is in, if its controller is that one's.
        """
        document = self.of_realm(window, realm)
        if document is None and parent:
            within = self.of_realm(window, parent)
            document = self.navigated(window, url, None if within is None else within.controller)
        elif document is None:
            waiting = (each for each in self._of(window) if each.url == url and each.top is None)
            document = next(waiting, None) or self.navigated(window, url, None)
        document.top, document.realm = False, realm
        return document

    def left(self, window: str, realm: str) -> bool:
        """Remove a frame's document; False when it was not known."""
        document = self.of_realm(window, realm)
        if document is None or document.top is not False:
            return False
        self._by_window[window].remove(document)
        return True

    def replaced(self, window: str, url: str) -> None:
        """Note that a window's top document is another one now (rule 3)."""
        documents = self._of(window)
        places = [at for at, each in enumerate(documents) if each.top is not False and each.url == url]
        if not places:
            self._by_window.pop(window, None)
            return
        at = next((at for at in places if documents[at].top is None), places[-1])
        later = [each for each in documents[at + 1 :] if not each.top]
        documents[at].top, documents[at].realm = True, window
        self._by_window[window] = [documents[at], *later]

    def closed(self, window: str) -> None:
        """Remove a window."""
        self._by_window.pop(window, None)

    def top(self, window: str, url: str) -> Document:
        """Return a window's top document, added if it was not seen being requested."""
        known = [each for each in self._of(window) if each.top is not False and each.url == url]
        document = known[-1] if known else self.navigated(window, url, None)
        document.top, document.realm = True, window
        return document

    def of_realm(self, window: str, realm: str) -> Document | None:
        """Return the document of a window that has a name of its own, the newest if there are several."""
        return next((each for each in reversed(self._of(window)) if realm and each.realm == realm), None)

    def divided(self, window: str) -> bool:
        """Tell whether the documents of a window have several controllers."""
        documents = self._of(window)
        return len(documents) > 1 and any(each.controller is not documents[0].controller for each in documents)

    def frames(self, window: str) -> list[Document]:
        """Return the documents of frames that described themselves."""
        return [each for each in self._of(window) if each.top is False]

    def of_url(self, window: str, *urls: str) -> Document | None:
        """Return the newest document of the first of these URLs that is known in a window."""
        documents = self._by_window.get(window)
        if documents is None:
            return None
        found = (each for url in urls for each in reversed(documents) if each.url == url)
        return next(found, None)

    def controller(self, window: str, *urls: str) -> Registration | None:
        """Return the controller of the first of these URLs that is known in a window."""
        document = self.of_url(window, *urls)
        return None if document is None else document.controller

    def dropped(self, registration: Registration) -> None:
        """Let a registration control nothing any more."""
        for document in self.clients(registration):
            document.controller = None

    def clients(self, registration: Registration) -> list[Document]:
        """Return the documents a registration controls."""
        return [document for document in self if document.controller is registration]

    def _of(self, window: str) -> list[Document]:
        return self._by_window.get(window, [])
