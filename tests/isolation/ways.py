"""The ways to ask, as the tests and the documentation name them; `app/ways.js` carries them out."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

__all__ = ("WAYS", "Way")


class Way(Struct, frozen=True, kw_only=True):
    """One way to ask for an address."""

    name: str
    method: str = "GET"
    form: str = "txt"
    """What the answer has to be to be of use."""
    called: bool = False
    """A script of the document asks, by `fetch()`, `XMLHttpRequest` or `EventSource`: it can vouch for itself."""
    worker: bool = False
    """Workers have it, too."""
    wide: bool = True
    """False: every asking costs a document or a worker, so it is tried with fewer targets."""
    led: bool = False
    """Another site sent the request on to its target."""

    @property
    def media(self) -> bool:
        """Whether an element that plays asks."""
        return self.form == "wav"

    @property
    def posts(self) -> bool:
        """Whether it is a form, of which engines tell the origin."""
        return "form" in self.name and not self.called and self.method == "POST"

    @property
    def settles(self) -> bool:
        """Whether the engine sends it to every address, and tells when there is an answer or none."""
        return self.name in SETTLE

    @property
    def waits(self) -> bool:
        """Whether its document stands still until the answer is there."""
        return self.name.startswith(("xslt-", "xml-"))

    @property
    def core(self) -> bool:
        """Whether documents of every kind try it."""
        return self.name in CORE


CORE = frozenset(
    {
        *(
            "fetch",
            "fetch-forged",
            "fetch-post",
            "fetch-json",
            "fetch-nocors",
            "fetch-nocors-post",
            "fetch-put",
            "fetch-head",
        ),
        *(
            "fetch-child",
            "xhr",
            "xhr-sync",
            "xhr-post",
            "eventsource",
            "import",
            "import-static",
            "script",
            "img",
            "stylesheet",
        ),
        *("css-font", "audio", "track", "audio-worklet", "audio-worklet-import", "paint-worklet", "import-scripts"),
        *(
            "frame",
            "object",
            "navigate-location",
            "form-get",
            "form-post",
            "worker-fetch",
            "worker-nocors-post",
            "native",
            "websocket",
        ),
    }
)
"""Ways of which each stands for others."""


def _script(*names: str, **more: object) -> Iterator[Way]:
    for name in names:
        yield Way(name=name, called=True, worker=True, **more)  # type: ignore[arg-type]


def _plain(form: str, *names: str, **more: object) -> Iterator[Way]:
    for name in names:
        yield Way(name=name, form=form, **more)  # type: ignore[arg-type]


def _all() -> Iterator[Way]:
    yield from _script(
        *("fetch", "fetch-same-origin", "fetch-credentials", "fetch-navigate", "fetch-forged", "fetch-referrer"),
        *("fetch-no-referrer", "fetch-fragment", "fetch-request", "fetch-nocors", "fetch-nocors-fragment"),
        *("xhr", "xhr-sync", "xhr-forged"),
    )
    yield from _script("fetch-head", "fetch-nocors-head", method="HEAD")
    yield from _script("fetch-post", "fetch-json", "fetch-nocors-post", "fetch-nocors-empty-post", method="POST")
    yield from _script("fetch-nocors-form", "fetch-keepalive", "xhr-post", "xhr-sync-post", method="POST")
    yield from _script("fetch-put", "xhr-put", method="PUT")
    yield from _script("fetch-patch", method="PATCH")
    yield from _script("fetch-delete", method="DELETE")
    yield from _script("fetch-options", method="OPTIONS")
    yield from _script("fetch-odd", method="BREW")
    yield from _script("eventsource", "eventsource-credentials", form="events")
    yield from _plain("txt", "fetch-blank", "fetch-child", called=True)
    yield from _plain("txt", "fetch-child-post", called=True, method="POST")
    yield Way(name="cache-add", called=True)
    yield from _plain("txt", "fetch-later", "link-preload-fetch", "link-preload-fetch-cors", "link-prefetch")
    yield from _plain("txt", "beacon", "beacon-blob", "ping", "ping-frame", method="POST")
    yield from _plain("woff2", "font-face", "css-font", "link-preload-font")
    yield from _plain("js", "import", worker=True)
    yield from _plain("js", "import-static", "script-module", "script", "script-cors", "script-svg")
    yield from _plain("js", "link-preload-script", "link-modulepreload")
    yield from _plain("json", "import-json", "link-manifest", "link-manifest-credentials")
    yield from _plain("css", "import-css", "stylesheet", "stylesheet-cors", "css-import", "link-preload-style")
    yield from _plain("png", "img", "img-cors", "img-srcset", "picture", "input-image", "video-poster")
    yield from _plain(
        "png", "link-preload-image", "link-icon", "css-background", "css-content", "css-mask", "css-shape", "css-cursor"
    )
    yield from _plain("png", "svg-image", "svg-feimage", "object-image")
    yield from _plain("svg", "svg-use", "css-filter")
    yield from _plain("wav", "audio", "audio-fragment", "audio-cors", "video", "video-source")
    yield from _plain("vtt", "track", "link-preload-track")
    yield from _plain("html", "speculation-prefetch")
    yield from _plain("xml", "xslt-document")
    yield from _plain("xsl", "xslt-include")
    yield from _plain("js", "audio-worklet", "audio-worklet-import", "paint-worklet", "paint-worklet-import")
    yield from _plain("js", "import-scripts", worker=True)
    yield from _plain("js", "service-worker")
    yield from _plain("txt", "native", "websocket", worker=True)
    yield from _narrow()
    yield from _led()


def _narrow() -> Iterator[Way]:
    yield from _plain("js", "script-parsed", wide=False)
    yield from _plain("png", "img-parsed", "body-background", wide=False)
    yield from _plain(
        "html", "frame", "frameset", "object", "embed", "navigate-location", "navigate-replace", wide=False
    )
    yield from _plain(
        "html", "navigate-parent", "navigate-link", "navigate-no-referrer", "navigate-refresh", "form-get", wide=False
    )
    yield from _plain(
        "html", "form-post", "form-multipart", "form-plain", "navigate-form-child", wide=False, method="POST"
    )
    yield from _plain("xsl", "xslt-instruction", wide=False)
    yield from _plain("xml", "xslt-instruction-document", "xml-entity", wide=False)
    yield from _plain("css", "xml-css", wide=False)
    yield from _plain("js", "worker", "worker-module", "worker-shared", "worker-shared-module", wide=False)
    yield from _plain("js", "worker-import-scripts", "worker-import", "worker-import-static", wide=False)
    yield from _plain("txt", "worker-fetch", "worker-xhr-sync", wide=False, called=True)
    yield from _plain("txt", "worker-nocors-post", wide=False, called=True, method="POST")


def _led() -> Iterator[Way]:
    """Return what another site redirects."""
    yield from _plain("txt", "hop-fetch", "hop-fetch-nocors", "hopfragment-fetch-nocors", led=True)
    yield from _plain("events", "hop-eventsource", "hopfragment-eventsource", led=True)
    yield from _plain("wav", "hop-audio", "hop-audio-cors", "hop2-audio", "hoptime-audio", "hopempty-video", led=True)
    yield from _plain("js", "hop-script", "hop-script-module", "hop-import", "hop-audio-worklet", led=True)
    yield from _plain("png", "hop-img", "hop-css-background", led=True)
    yield from _plain("css", "hop-stylesheet", led=True)
    yield from _plain("html", "hop-frame", wide=False, led=True)
    yield from _plain("txt", "hop-fetch-post", method="POST", led=True)
    yield from _plain("html", "hop-form-post", wide=False, method="POST", led=True)


SETTLE = frozenset(
    {
        *(
            "fetch",
            "fetch-forged",
            "fetch-post",
            "fetch-json",
            "fetch-nocors",
            "fetch-put",
            "fetch-head",
            "fetch-referrer",
        ),
        *("xhr", "xhr-sync", "xhr-post", "eventsource", "import", "script", "img", "stylesheet", "websocket"),
    }
)

WAYS: tuple[Way, ...] = tuple(_all())
