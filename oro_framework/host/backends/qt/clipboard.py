"""Read and write Qt's clipboard."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from qtpy.QtCore import QBuffer, QIODevice, QMimeData, QStringListModel
from qtpy.QtGui import QGuiApplication, QImage

if TYPE_CHECKING:
    from qtpy.QtGui import QClipboard

__all__ = ("QtClipboard",)

PNG = "image/png"


class QtClipboard:
    """The clipboard of the application. GUI thread."""

    def formats(self, done: Callable[[list[str]], None]) -> None:
        """Return the available formats; any image counts as a PNG, since Qt converts it."""
        data = _data()
        names = ["text/plain"] if data.hasText() else []
        names += [name for name in data.formats() if "/" in name and not name.startswith("text/plain")]
        done([*names, PNG] if data.hasImage() and PNG not in names else names)

    def read(self, format: str, done: Callable[[bytes | None], None]) -> None:
        """Return the content in a format."""
        data = _data()
        if format == "text/plain":
            done(data.text().encode() if data.hasText() else None)
        elif data.hasFormat(format):
            done(bytes(data.data(format).data()))
        else:
            done(_png(data.imageData()) if format == PNG and data.hasImage() else None)

    def write(self, items: Mapping[str, bytes]) -> None:
        """Replace the content; without items, clear it."""
        if not items:
            _clipboard().clear()
            return
        data = _lasting()
        for format, value in items.items():
            if format == "text/plain":
                data.setText(value.decode())
            elif format == "text/html":
                data.setHtml(value.decode())
            else:
                data.setData(format, value)
        if PNG in items:
            data.setImageData(QImage.fromData(items[PNG]))
        _clipboard().setMimeData(data)


def _png(image: QImage) -> bytes | None:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return bytes(buffer.data().data()) if QImage(image).save(buffer, "PNG") else None


def _lasting() -> QMimeData:
    """Return data of Qt's own making, without a part in Python.

    Where no desktop has a clipboard (offscreen), Qt releases the written data only after Python has ended, and
    PySide6 6.12 ends in a segmentation fault on the way through its part of it.
    """
    model = QStringListModel([""])
    data = model.mimeData([model.index(0)])
    data.clear()
    return data


def _data() -> QMimeData:
    """Return the clipboard's content; PySide6 gives None where there is nothing."""
    return _clipboard().mimeData() or QMimeData()


def _clipboard() -> QClipboard:
    return QGuiApplication.clipboard()
