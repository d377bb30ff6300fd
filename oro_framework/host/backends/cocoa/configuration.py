"""Configure a WKWebView before it is made. GUI thread; imported on macOS only; unverified.

pywebview makes a view's configuration and hands it to WebKit at once. So its module is given a stand-in for `WebKit`
whose new configurations already have our schemes, preload and user agent.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any

from WebKit import WKUserScript, WKUserScriptInjectionTimeAtDocumentStart, WKWebViewConfiguration

from oro_framework.host.backends.interface.view_spec import ViewSpec
from oro_framework.types import Scheme

if TYPE_CHECKING:
    from WebKit import WKUserContentController

    from oro_framework.host.backends.cocoa.classes import OroSchemes

__all__ = ("WebKitModule", "configure")

MEDIA_THAT_WAITS = 0
"""`WKAudiovisualMediaTypeNone`: no media wait for a person before they play."""


def configure(
    config: WKWebViewConfiguration, spec: ViewSpec, schemes: Sequence[Scheme], handler: OroSchemes
) -> WKWebViewConfiguration:
    """Give the configuration of a new view what its spec says."""
    if spec.trusted:
        for scheme in schemes:
            config.setURLSchemeHandler_forURLScheme_(handler, scheme.name)
    make = WKUserScript.alloc().initWithSource_injectionTime_forMainFrameOnly_
    controller: WKUserContentController = config.userContentController()
    controller.addUserScript_(make(spec.preload, WKUserScriptInjectionTimeAtDocumentStart, False))
    if spec.user_agent_suffix:
        config.setApplicationNameForUserAgent_(spec.user_agent_suffix)
    config.setMediaTypesRequiringUserActionForPlayback_(MEDIA_THAT_WAITS)
    return config


class WebKitModule:
    """Stands in for the module `WebKit` inside pywebview: passes its new configurations through `configured`."""

    def __init__(
        self, module: ModuleType, configured: Callable[[WKWebViewConfiguration], WKWebViewConfiguration]
    ) -> None:
        self._module, self._configured = module, configured
        self.WKWebViewConfiguration = self

    def alloc(self) -> WebKitModule:
        """Return what `init` makes a configuration of."""
        return self

    def init(self) -> WKWebViewConfiguration:
        """Make a configuration."""
        return self._configured(WKWebViewConfiguration.alloc().init())

    def __getattr__(self, name: str) -> Any:
        return getattr(self._module, name)
