"""Turn a chat into a prompt, by the Jinja template in the model's file.

The template comes from a downloaded file: it runs in Jinja's sandbox and cannot change its arguments.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NoReturn

from oro_framework.errors import InvalidArgument

if TYPE_CHECKING:
    from oro_ai.engine.facts import Facts

__all__ = ("CHATML", "chosen", "knows", "prompt_text", "render", "wants_parts")

CHATML = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
"""The template for models without their own."""
_PROBE = "qjxw"
"""A text that no template has of its own."""


def prompt_text(
    facts: Facts,
    messages: Sequence[Mapping[str, Any]],
    more: Mapping[str, Any] | None = None,
    *,
    add_generation_prompt: bool = True,
) -> str:
    """Return the prompt of a chat with a model, by its own template or, where it has none, by ChatML.

    Args:
        facts: the model.
        messages: each with `role` and `content`.
        more: further names the template may use, such as `tools`.
        add_generation_prompt: end with the beginning of the assistant's turn.

    Raises:
        InvalidArgument: the template refuses the messages.
    """
    more = more or {}
    template = chosen(facts, tools=bool(more.get("tools")))
    return render(
        template,
        [_in_parts(message) for message in messages] if wants_parts(template) else messages,
        begin=facts.words.begin_text,
        end=facts.words.end_text,
        more=more,
        add_generation_prompt=add_generation_prompt,
    )


def chosen(facts: Facts, *, tools: bool = False) -> str:
    """Return the template of a model; with `tools`, its template for tools where it has a separate one."""
    return (facts.templates.get("tool_use") if tools else "") or facts.templates.get("") or CHATML


def knows(template: str, name: str) -> bool:
    """Return whether a template reads a name, such as `tools`; an invalid template reads nothing."""
    from jinja2 import TemplateError
    from jinja2.meta import find_undeclared_variables

    try:
        return name in find_undeclared_variables(_environment().parse(template))
    except (TemplateError, RecursionError):
        return False


@lru_cache(maxsize=32)
def wants_parts(template: str) -> bool:
    """Return whether a template shows only content that is an array of parts, as some of models that see do."""
    said = {"role": "user", "content": _PROBE}
    return not _shows(template, said) and _shows(template, _in_parts(said))


def render(
    template: str,
    messages: Sequence[Mapping[str, Any]],
    *,
    begin: str = "",
    end: str = "",
    more: Mapping[str, Any] | None = None,
    add_generation_prompt: bool = True,
) -> str:
    """Return the prompt of a chat.

    Args:
        template: the template of the model.
        messages: each with `role` and `content`.
        begin: the text of the model's first token of a sequence.
        end: the text of its last token.
        more: further names the template may use, such as `tools`.
        add_generation_prompt: end with the beginning of the assistant's turn.

    Raises:
        InvalidArgument: the template is invalid, or refuses the messages.
    """
    from jinja2 import TemplateError

    try:
        text: str = _compiled(template).render(
            **{
                **(more or {}),
                "messages": messages,
                "bos_token": begin,
                "eos_token": end,
                "add_generation_prompt": add_generation_prompt,
            }
        )
        return text
    except (TemplateError, TypeError, ValueError, AttributeError, KeyError, RecursionError) as error:
        raise InvalidArgument(
            f"Cannot use the messages: the model's template says: {error}", param="messages"
        ) from error


def _shows(template: str, message: Mapping[str, Any]) -> bool:
    try:
        return _PROBE in render(template, [message])
    except InvalidArgument:
        return False


def _in_parts(message: Mapping[str, Any]) -> Mapping[str, Any]:
    content = message.get("content")
    return {**message, "content": [{"type": "text", "text": content}]} if isinstance(content, str) else message


@lru_cache(maxsize=32)
def _compiled(template: str) -> Any:
    return _environment().from_string(template)


@lru_cache(maxsize=1)
def _environment() -> Any:
    from jinja2.ext import loopcontrols
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[loopcontrols])
    environment.filters["tojson"] = _to_json
    environment.globals["raise_exception"] = _raise
    environment.globals["strftime_now"] = lambda format: datetime.now().strftime(format)
    return environment


def _to_json(value: Any, indent: int | None = None, **_: Any) -> str:
    # Jinja's own filter escapes HTML, which models were not trained on.
    return json.dumps(value, ensure_ascii=False, indent=indent)


def _raise(message: str) -> NoReturn:
    from jinja2 import TemplateError

    raise TemplateError(message)
