"""An error crosses to the other process as what it is."""

from __future__ import annotations

import msgspec
from oro_ai.errors import BadGrammar, CannotLoad
from oro_ai.out_of_process.refusals import Refusal, raised, refusal

from oro_framework.errors import Broken, Busy, OroError


def crossed(error: Exception) -> OroError:
    return raised(msgspec.msgpack.decode(msgspec.msgpack.encode(refusal(error)), type=Refusal))


def test_errors_keep_their_kind_their_message_and_their_details() -> None:
    for error in (Busy("Cannot wait"), CannotLoad("x.gguf", "it is none"), BadGrammar("it is none")):
        found = crossed(error)
        assert type(found) is type(error)
        assert found.as_err() == error.as_err()
        assert str(found) == str(error)


def test_what_is_no_error_of_ours_is_told_as_broken() -> None:
    found = crossed(ZeroDivisionError("by zero"))
    assert type(found) is Broken
    assert "by zero" in found.message
