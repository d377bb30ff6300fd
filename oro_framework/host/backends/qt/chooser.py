"""Ask the person to choose one of several rows by Qt, without blocking the GUI thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from qtpy.QtCore import Qt
from qtpy.QtWidgets import QApplication, QDialog, QDialogButtonBox, QLabel, QListWidget, QPushButton, QVBoxLayout

__all__ = ("open_chooser",)

FREE = 2
"""So many buttons, from the first, need no row."""


def open_chooser(
    title: str,
    text: str,
    rows: Sequence[str],
    buttons: Sequence[str],
    done: Callable[[int | None, int | None], None],
) -> QDialog:
    """Show a dialog with a list above its buttons; `done` gets the numbers of a row and of a button.

    The first button has the keyboard, so that a key meant for something else gives nothing.
    """
    dialog = QDialog(QApplication.activeWindow())
    listed, box = QListWidget(), QDialogButtonBox()
    listed.addItems(list(rows))
    made = [box.addButton(label, QDialogButtonBox.ButtonRole.ActionRole) for label in buttons]
    for number, button in enumerate(made):
        button.clicked.connect(lambda _checked=False, number=number: dialog.done(number + 1))
        button.setAutoDefault(False)
    listed.itemActivated.connect(lambda _item: dialog.done(len(buttons)))
    listed.currentRowChanged.connect(lambda row: _enable(made[FREE:], row >= 0))
    _enable(made[FREE:], False)
    _lay_out(dialog, title, text, listed, box)
    made[0].setFocus()

    def answered(result: int) -> None:
        row = listed.currentRow()
        dialog.deleteLater()
        done(row if row >= 0 else None, result - 1 if result > 0 else None)

    dialog.finished.connect(answered)
    dialog.show()
    return dialog


def _enable(buttons: Sequence[QPushButton], enabled: bool) -> None:
    for button in buttons:
        button.setEnabled(enabled)


def _lay_out(dialog: QDialog, title: str, text: str, listed: QListWidget, box: QDialogButtonBox) -> None:
    head, said = QLabel(title), QLabel(text)
    font = head.font()
    font.setBold(True)
    head.setFont(font)
    for label in (head, said):
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
    layout = QVBoxLayout(dialog)
    for widget in (head, said, listed, box):
        layout.addWidget(widget)
