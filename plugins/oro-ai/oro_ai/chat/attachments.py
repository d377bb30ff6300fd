"""The images and audio of a conversation, with marks for them in its text.

A mark has a random part, so that no text of a conversation is taken for one.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from oro_ai.chat.files import audio_bytes, image_bytes, is_webp
from oro_ai.engine.media import Attached
from oro_framework.errors import InvalidArgument, TooLarge, Unsupported

if TYPE_CHECKING:
    from oro_ai.engine.facts import Facts

__all__ = ("Attachments",)

MOST_FILES = 64
SHOWN = "<__media__>"
"""The mark that people are shown."""


class Attachments:
    """The files of one conversation.

    Args:
        facts: the model.
    """

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._secret = secrets.token_hex(12)
        self._mark = re.compile(rf"<\|media:{self._secret}:(\d+)\|>")
        self.files: list[Attached] = []

    def add(self, part: Mapping[str, Any], name: str) -> str:
        """Add a part of a message that is no text, and return its mark.

        Args:
            part: of type `image_url`, `input_image` or `input_audio`.
            name: what to call it in messages.

        Raises:
            Unsupported: the model does not read such parts, or no part of that type is known.
            InvalidArgument: it is malformed, damaged, or an address.
            TooLarge: it is too large, or one too many.
        """
        kind = part.get("type")
        if kind in ("image_url", "input_image") and self._facts.vision:
            data = image_bytes(_text(part, "image_url", "url", name), name)
        elif kind == "input_audio" and self._facts.audio:
            data = audio_bytes(_text(part, "input_audio", "data", name), name)
        else:
            raise _unread(f'a part of type "{kind}"', self._facts)
        if len(self.files) >= MOST_FILES:
            raise TooLarge(f"Cannot use {name}: a conversation may have {MOST_FILES} images", param="messages")
        self.files.append(Attached(name, data))
        return f"<|media:{self._secret}:{len(self.files) - 1}|>"

    def text_of(self, content: str | Sequence[Mapping[str, Any]] | None, name: str) -> str:
        """Return the content of a message as one text, with a mark for each part that is no text.

        Args:
            content: a text, or parts as OpenAI's.
            name: what to call the message in messages.

        Raises:
            Unsupported: the model does not read a part.
            InvalidArgument: a part is malformed.
            TooLarge: a part is too large.
        """
        if content is None or isinstance(content, str):
            return content or ""
        texts = []
        for place, part in enumerate(content):
            if part.get("type") != "text":
                texts.append(self.add(part, f"{name}.content[{place}]"))
            elif not isinstance(text := part.get("text"), str):
                raise InvalidArgument("Cannot use a part of a message: it has no text", param="messages")
            else:
                texts.append(text)
        return "\n".join(texts)

    def parts(self, text: str) -> list[str | Attached]:
        """Return a text with its marks as texts and files, in order; WebP as another format, which is slow.

        Raises:
            InvalidArgument: the text lacks a mark, or an image cannot be converted.
        """
        pieces = self._mark.split(text)
        used = {int(number) for number in pieces[1::2]}
        if lost := next((file for place, file in enumerate(self.files) if place not in used), None):
            raise InvalidArgument(f"Cannot use {lost.name}: the model's template leaves it out", param="messages")
        found: list[str | Attached] = []
        for place, piece in enumerate(pieces):
            if place % 2:
                found.append(_readable(self.files[int(piece)]))
            elif piece:
                found.append(piece)
        return found

    def shown(self, text: str) -> str:
        """Return a text with marks that people are shown."""
        return self._mark.sub(SHOWN, text)


def _text(part: Mapping[str, Any], kind: str, member: str, name: str) -> str:
    given = part.get(kind)
    text = given.get(member) if isinstance(given, Mapping) else given
    if not isinstance(text, str):
        raise InvalidArgument(f'Cannot use {name}: "{kind}" has no "{member}"', param="messages")
    return text


def _readable(file: Attached) -> Attached:
    """Return a file in a format that libmtmd reads.

    Raises:
        InvalidArgument: it is WebP, and Pillow is not installed or cannot read it.
    """
    if not is_webp(file.data):
        return file
    from io import BytesIO

    try:
        from PIL import Image
    except ImportError as error:
        raise InvalidArgument(
            f"Cannot use {file.name}: WebP is read by Pillow, which is not installed; send PNG or JPEG",
            param="messages",
        ) from error
    converted = BytesIO()
    try:
        with Image.open(BytesIO(file.data), formats=("WEBP",)) as image:
            image.convert("RGB").save(converted, "BMP")
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise InvalidArgument(f"Cannot use {file.name}: it is damaged ({error})", param="messages") from error
    return Attached(file.name, converted.getvalue())


def _unread(what: str, facts: Facts) -> Unsupported:
    """Return the error of a message with an image or audio for a model that does not read it.

    Args:
        what: what it has, completes "Cannot use …".
        facts: the model.
    """
    if facts.blind:
        why = f"the model's projector cannot be used: {facts.blind}"
    elif facts.vision or facts.audio:
        why = f"the model reads only text and {'images' if facts.vision else 'audio'}"
    else:
        why = (
            "the model reads only text; put its projector (mmproj-….gguf) beside its file, or name a model of an "
            "upstream"
        )
    return Unsupported(f"Cannot use {what}: {why}", param="messages")
