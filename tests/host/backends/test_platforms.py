"""What the backends for macOS and Windows use of those platforms is there, as far as that can be known elsewhere.

Each use is found in the source. The assemblies that pywebview brings, PyObjC's wheels for macOS and pywebview's own
sources show that it exists and has that shape; what nothing shows stands in docs/explanation/unverified-engines.md.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.host.backends.platforms.macos import MacOS
from tests.host.backends.platforms.uses import find_uses
from tests.host.backends.platforms.values import Use
from tests.host.backends.platforms.windows import Windows

pytest.importorskip("webview")
pytest.importorskip("dnfile")

ROOT = Path(__file__).resolve().parents[3]
BACKENDS = ROOT / "oro_framework" / "host" / "backends"
PAGE = ROOT / "docs" / "explanation" / "unverified-engines.md"
PYOBJC = Path(sys.prefix, "pyobjc")
"""Where scripts/install.py puts PyObjC's wheels."""
WHEELS = sorted(PYOBJC.glob("pyobjc_framework_*.whl"))
SHARED = BACKENDS / "pywebview.py"
MODULES = [path for name in ("cocoa", "edge") for path in sorted((BACKENDS / name).glob("*.py"))]


@cache
def library(backend: str) -> MacOS | Windows:
    """Return what is known of a backend's platform."""
    if backend == "cocoa":
        if len(WHEELS) < 2:
            pytest.skip(f"no wheels of PyObjC in {PYOBJC}: make peers")
        return MacOS(WHEELS)
    root = find_spec("webview")
    assert root is not None
    assert root.origin is not None
    return Windows(sorted(Path(root.origin).parent.glob("lib/Microsoft.*.dll")))


@cache
def uses(module: Path) -> tuple[Sequence[Use], Sequence[str]]:
    """Return what a module of a backend uses, and its names without a known owner."""
    return find_uses(module.read_text("utf-8"), library(module.parent.name))


@cache
def listed(backend: str) -> Mapping[str, str]:
    """Return the uses the page names as unproved, each with why."""
    section = PAGE.read_text("utf-8").partition(f"## `{backend}`")[2].partition("\n## ")[0]
    return dict(re.findall(r"^\| `([^`]+)` \| (.+) \|$", section, re.MULTILINE))


@pytest.mark.parametrize("module", MODULES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_use_is_proved_or_listed(module: Path) -> None:
    found, lost = uses(module)
    known, named = library(module.parent.name), listed(module.parent.name)
    unproved = [
        f"{use.line}: {use.kind} {use.label}" for use in found if not known.proof(use) and use.label not in named
    ]
    assert not unproved, f"nothing shows that these exist so; mend them, or list them in {PAGE.name}"
    assert not lost, "names that are not Python's, on values whose class is not known: annotate them"


def test_what_is_shared_by_backends_is_in_pywebview() -> None:
    known = library("edge")
    found, lost = find_uses(SHARED.read_text("utf-8"), known)
    assert len(found) > 20
    assert [f"{use.line}: {use.kind} {use.label}" for use in found if not known.proof(use)] == []
    assert [line for line in lost if ": self.platform." not in line] == []  # those are every backend's `names`


@pytest.mark.parametrize("backend", ["cocoa", "edge"])
def test_what_is_listed_is_used_and_not_proved(backend: str) -> None:
    known = library(backend)
    found = [use for module in MODULES if module.parent.name == backend for use in uses(module)[0]]
    assert len(found) > 100
    assert listed(backend).keys() == {use.label for use in found if not known.proof(use)}


EDGE = """
from Microsoft.Web.WebView2.Core import CoreWebView2, CoreWebView2PermissionRequestedEventArgs
from Microsoft.Web.WebView2.Core import CoreWebView2PermissionState
class View:
    def go(self, core: CoreWebView2, args: CoreWebView2PermissionRequestedEventArgs, unknown) -> None:
        {}
    def asked(self, args: CoreWebView2PermissionRequestedEventArgs) -> None: ...
"""
COCOA = """
from WebKit import WKURLSchemeTask, WKWebView
from Foundation import NSObject, NSData
class View:
    def go(self, webview: WKWebView, task: WKURLSchemeTask, unknown) -> None:
        {}
class Handler(NSObject):
    def {}(self, webview: WKWebView, task: {}) -> None: ...
"""
HANDLER = ("webView_startURLSchemeTask_", "WKURLSchemeTask")


def refused(backend: str, source: str) -> list[str]:
    """Return what of a module would fail."""
    known = library(backend)
    found, lost = find_uses(source, known)
    return [f"{use.kind} {use.label}" for use in found if not known.proof(use)] + [
        line.partition(": ")[2] for line in lost
    ]


class TestWindows:
    """What is held against the assemblies."""

    @pytest.mark.parametrize(
        "line",
        [
            "core.Navigate(self.url)",
            "core.Settings.UserAgent = 'a'",
            "core.PermissionRequested += lambda _, e: self.guard(self.asked, e)",
            "args.State = CoreWebView2PermissionState.Deny",
            "[pair.Key for pair in core.Environment.CreateWebResourceRequest('', '', None, '').Headers]",
        ],
    )
    def test_what_exists_is_proved(self, line: str) -> None:
        assert refused("edge", EDGE.format(line)) == []

    @pytest.mark.parametrize(
        ("line", "what"),
        [
            ("core.Navigates('a')", "call CoreWebView2.Navigates"),
            ("core.Navigate('a', 'b')", "call CoreWebView2.Navigate"),
            ("core.Settings.UserAgents = 'a'", "set CoreWebView2Settings.UserAgents"),
            ("core.DocumentTitle = 'a'", "set CoreWebView2.DocumentTitle"),
            ("core.Environment.Nothing", "get CoreWebView2Environment.Nothing"),
            ("core.Permission += lambda _, e: None", "set CoreWebView2.Permission"),
            (
                "core.ProcessFailed += lambda _, e: self.guard(self.asked, e)",
                "pass CoreWebView2PermissionRequestedEventArgs.args",
            ),
            ("args.State = core.Environment", "set CoreWebView2PermissionRequestedEventArgs.State"),
            ("args.State = CoreWebView2PermissionState.Denied", "get CoreWebView2PermissionState.Denied"),
            ("[each for each in core.Settings]", "iterate CoreWebView2Settings()"),
            ("setattr(args, 'Stated', 1)", "set CoreWebView2PermissionRequestedEventArgs.Stated"),
            ("unknown.Navigate('a')", "unknown.Navigate"),
        ],
    )
    def test_what_does_not_exist_so_is_refused(self, line: str, what: str) -> None:
        assert what in refused("edge", EDGE.format(line))


class TestMacOS:
    """What is held against the wheels."""

    @pytest.mark.parametrize(
        "line",
        [
            "webview.evaluateJavaScript_completionHandler_('a', lambda value, error: None)",
            "task.didReceiveData_(NSData.dataWithBytes_length_(b'', 0))",
            "task.didFinish()",
        ],
    )
    def test_what_exists_is_proved(self, line: str) -> None:
        assert refused("cocoa", COCOA.format(line, *HANDLER)) == []

    @pytest.mark.parametrize(
        ("line", "what"),
        [
            (
                "webview.evaluateJavaScripts_completionHandler_('a', None)",
                "call WKWebView.evaluateJavaScripts_completionHandler_",
            ),
            (
                "webview.evaluateJavaScript_completionHandler_('a')",
                "call WKWebView.evaluateJavaScript_completionHandler_",
            ),
            (
                "webview.evaluateJavaScript_completionHandler_('a', lambda value: None)",
                "call WKWebView.evaluateJavaScript_completionHandler_",
            ),
            ("task.didFinished()", "call WKURLSchemeTask.didFinished"),
            ("from WebKit import WKNothingOfTheKind", "get WebKit.WKNothingOfTheKind"),
            ("unknown.didReceiveData_(b'')", "unknown.didReceiveData_"),
        ],
    )
    def test_what_does_not_exist_so_is_refused(self, line: str, what: str) -> None:
        assert what in refused("cocoa", COCOA.format(line, *HANDLER))

    @pytest.mark.parametrize("handler", [("webView_begin_", "WKURLSchemeTask"), (HANDLER[0], "WKWebView")])
    def test_a_method_no_protocol_has_is_refused(self, handler: tuple[str, str]) -> None:
        assert refused("cocoa", COCOA.format("...", *handler)) == [f"define NSObject.{handler[0]}"]
