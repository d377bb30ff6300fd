"""Commands print the framework's log as far as they were asked to."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from oro_framework.cli import terminal


@pytest.fixture
def own() -> Iterator[logging.Logger]:
    """Return a logger with a level of its own, below that of all others."""
    log, logger = logging.getLogger("oro"), logging.getLogger("oro.own")
    before = log.level, log.propagate, log.handlers[:]
    logger.setLevel(logging.INFO)
    yield logger
    logger.setLevel(logging.NOTSET)
    log.level, log.propagate, log.handlers[:] = before


def test_notes_of_a_logger_that_wants_them_are_printed(own: logging.Logger, capsys: pytest.CaptureFixture[str]) -> None:
    terminal.listen()
    own.info("compiled")
    logging.getLogger("oro.other").info("not wanted")
    logging.getLogger("oro.other").warning("slow")
    assert capsys.readouterr().err == "own: compiled\nwarning: slow\n"


def test_a_level_says_from_which_on_records_are_printed(
    own: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal.listen(level=logging.INFO)
    own.debug("of no use to a newcomer")
    logging.getLogger("oro.other").info("listens")
    assert capsys.readouterr().err == "other: listens\n"


def test_a_quiet_command_prints_nothing_of_any_logger(own: logging.Logger, capsys: pytest.CaptureFixture[str]) -> None:
    terminal.listen(quiet=True)
    own.info("compiled")
    own.error("failed")
    logging.getLogger("oro.other").warning("slow")
    assert capsys.readouterr().err == ""
