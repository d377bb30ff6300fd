"""Ask the person a question by Qt, without blocking the GUI thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from qtpy.QtWidgets import QApplication, QMessageBox

__all__ = ("open_question",)


def open_question(title: str, text: str, choices: Sequence[str], done: Callable[[int | None], None]) -> QMessageBox:
    """Show a dialog with one button per choice; `done` gets the number of one, None when it was closed."""
    box = QMessageBox(QMessageBox.Icon.Question, "", title, QMessageBox.StandardButton.NoButton)
    box.setParent(QApplication.activeWindow(), box.windowFlags())
    box.setInformativeText(text)
    buttons = [box.addButton(label, QMessageBox.ButtonRole.ActionRole) for label in choices]
    box.setDefaultButton(buttons[0])
    away = box.addButton(QMessageBox.StandardButton.Cancel)
    box.setEscapeButton(away)
    away.hide()

    def answered(_result: int) -> None:
        clicked = box.clickedButton()
        box.deleteLater()
        done(next((number for number, button in enumerate(buttons) if button is clicked), None))

    box.finished.connect(answered)
    box.show()
    return box
