"""The context menu of a page: what a person does with texts, links and pictures, and nothing of a browser. GUI thread.

A page that has menus of its own calls `preventDefault` of `contextmenu`, and none of this opens.
"""

from __future__ import annotations

from collections.abc import Callable

from qtpy.QtCore import QPoint, Qt
from qtpy.QtWebEngineCore import QWebEngineContextMenuRequest, QWebEnginePage
from qtpy.QtWebEngineWidgets import QWebEngineView
from qtpy.QtWidgets import QMenu

from oro_framework.host.backends.own_items import OwnItems

__all__ = ("offer_context_menu",)

_Action = QWebEnginePage.WebAction
EDITABLE = (
    (_Action.Undo, _Action.Redo),
    (_Action.Cut, _Action.Copy, _Action.Paste, _Action.PasteAndMatchStyle),
    (_Action.SelectAll,),
)
"""Groups of actions, with a line between two of them."""
MEDIA = (
    (_Action.ToggleMediaPlayPause, _Action.ToggleMediaMute, _Action.ToggleMediaLoop, _Action.ToggleMediaControls),
    (_Action.CopyMediaUrlToClipboard,),
)


def offer_context_menu(
    webview: QWebEngineView, inspect: Callable[[], None] | None, own: OwnItems, offered: Callable[[], bool]
) -> None:
    """Open a menu where a person asks for one.

    Args:
        webview: the view of the page.
        inspect: shows the element at the pointer in the inspector; None where there is no inspector.
        own: what the element at the pointer adds.
        offered: whether there is a menu now.
    """
    webview.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def asked(at: QPoint) -> None:
        if offered():
            _open(webview, inspect, own, at)

    webview.customContextMenuRequested.connect(asked)


def _open(webview: QWebEngineView, inspect: Callable[[], None] | None, own: OwnItems, at: QPoint) -> None:
    menu = QMenu(webview)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for item in own.take():
        if item.separates:
            menu.addSeparator()
        else:
            menu.addAction(item.label.replace("&", "&&"), lambda item=item: own.chosen(item))
    menu.addSeparator()
    page, request = webview.page(), webview.lastContextMenuRequest()
    if request is not None:
        _suggest(menu, page, request)
        for group in _groups(request):
            menu.addSeparator()
            menu.addActions([page.action(action) for action in group])
    if inspect is not None:
        menu.addSeparator()
        menu.addAction(page.action(_Action.Reload))
        menu.addAction("Inspect", inspect)
    if menu.isEmpty():
        menu.deleteLater()
    else:
        menu.popup(webview.mapToGlobal(at))


def _suggest(menu: QMenu, page: QWebEnginePage, request: QWebEngineContextMenuRequest) -> None:
    for word in request.spellCheckerSuggestions():
        menu.addAction(word, lambda word=word: page.replaceMisspelledWord(word))


def _groups(request: QWebEngineContextMenuRequest) -> list[tuple[QWebEnginePage.WebAction, ...]]:
    found: list[tuple[QWebEnginePage.WebAction, ...]] = []
    if request.linkUrl().isValid():
        found.append((_Action.CopyLinkToClipboard,))
    if request.mediaType() == QWebEngineContextMenuRequest.MediaType.MediaTypeImage:
        found.append((_Action.CopyImageToClipboard, _Action.CopyImageUrlToClipboard))
    elif request.mediaType() in (
        QWebEngineContextMenuRequest.MediaType.MediaTypeAudio,
        QWebEngineContextMenuRequest.MediaType.MediaTypeVideo,
    ):
        found.extend(MEDIA)
    if request.isContentEditable():
        found.extend(EDITABLE)
    elif request.selectedText():
        found.append((_Action.Copy,))
    return found
