"""A person at a browser: follows redirects, keeps cookies, fills in the forms of a page and submits them.

As a program it visits the address it is given, so that a desktop can open it as its browser.
"""

from __future__ import annotations

import os
import sys
from html.parser import HTMLParser
from urllib.parse import urljoin

import httpx

__all__ = ("Page", "Person")

STEPS = 30
"""Pages that a person goes through."""


class Page(HTMLParser):
    """The form and the links of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.action: str | None = None
        self.fields: dict[str, str] = {}
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and self.action is None:
            self.action = given.get("action", "")
        elif tag == "input" and given.get("name"):  # buttons have names where they cancel
            self.fields.setdefault(given["name"], given.get("value", ""))
        elif tag == "a":
            self.links.append(given.get("href", ""))


class Person:
    """A person at a browser of their own.

    Args:
        name: what the person types in as login.
        agrees: whether the person goes on, or follows the link that cancels.
        code: what the person types in where a device's code is asked for.
    """

    def __init__(self, name: str = "ada", *, agrees: bool = True, code: str = "") -> None:
        self._typed = {"login": name, "password": "any", "user_code": code}
        self._agrees = agrees
        self.browser = httpx.Client(timeout=30)
        self.seen: list[str] = []
        """Addresses the browser was at."""

    def visit(self, url: str) -> str:
        """Go to an address, and on until there is nothing left to do; return the last page."""
        request = self.browser.build_request("GET", url)
        for _ in range(STEPS):
            self.seen.append(str(request.url))
            response = self.browser.send(request)
            location = urljoin(str(request.url), str(response.headers.get("location", "")))
            if not location.startswith("http"):
                return location
            if response.next_request is not None:
                request = response.next_request
                continue
            page = Page(response.text)
            if page.action is None or not response.is_success:
                return response.text
            request = self._next(response, page)
        raise RuntimeError(f"Cannot come to an end: {self.seen[-1]} is one more of {STEPS} pages")

    def close(self) -> None:
        """Close the browser."""
        self.browser.close()

    def _next(self, response: httpx.Response, page: Page) -> httpx.Request:
        cancel = next((link for link in page.links if link.endswith("/abort")), "")
        if not self._agrees and cancel:
            return self.browser.build_request("GET", urljoin(str(response.url), cancel))
        fields = {name: self._typed.get(name) or value for name, value in page.fields.items()}
        return self.browser.build_request("POST", urljoin(str(response.url), page.action or ""), data=fields)


if __name__ == "__main__":
    person = Person(os.environ.get("ORO_TEST_PERSON", "ada"))
    person.visit(sys.argv[1])
    person.close()
