"""The one request behind every endpoint that answers conversations: OpenAI's, and what others are translated to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from msgspec import Meta

from oro_ai.api.messages import ChatMessage, plain
from oro_ai.api.options import MOST_TOP, Options
from oro_ai.api.tools import Choice, Plan, Tool, ToolChoice, Tools, planned
from oro_ai.chat.attachments import Attachments
from oro_ai.chat.reading import CLOSED, OPENED, AnswerReader
from oro_ai.chat.teaching import in_system, in_user, spelled, told_of
from oro_ai.chat.template import chosen, knows, prompt_text
from oro_ai.engine.media import MediaPrompt
from oro_ai.models.app_models import AppModels
from oro_ai.models.entry import Entry
from oro_ai.models.generation import Wanted
from oro_ai.models.prompts import check_bytes, media_tokens
from oro_framework.errors import InvalidArgument, UsageError

__all__ = ("Prepared", "Request", "Spoken", "prepared", "prompt_of")

Spoken = Callable[[AppModels, Entry], Awaitable[list[int]]]
Effort = Literal["none", "minimal", "low", "medium", "high", "xhigh", "max"]


class Request(Options, kw_only=True):
    """A conversation to answer."""

    messages: Annotated[list[ChatMessage], Meta(min_length=1)]
    tools: list[Tool] | None = None
    tool_choice: Choice | ToolChoice | None = None
    parallel_tool_calls: bool | None = None
    chat_template_kwargs: Mapping[str, Any] | None = None
    reasoning_effort: Effort | None = None
    reasoning_format: Literal["auto", "none", "deepseek"] | None = None
    """`none` leaves thoughts in the text."""
    continue_final_message: bool | None = None
    """False begins a new turn after a last message of the assistant, which is continued otherwise."""
    add_generation_prompt: bool | None = None
    """False leaves out the beginning of the answer at the end of the prompt."""
    logprobs: bool | None = None
    top_logprobs: Annotated[int, Meta(ge=0, le=MOST_TOP)] | None = None
    modalities: list[Literal["text"]] | None = None

    @property
    def likeliest(self) -> int | None:
        """The number of most likely tokens to report; None reports no likelihoods."""
        return (self.top_logprobs or 0) if self.logprobs else None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A conversation as a model is asked it."""

    plan: Plan
    prompt: list[int]
    wanted: list[Wanted]
    thinking: bool
    """True where the answer begins within a thought."""
    thinks: bool
    """True where thoughts are reported apart from the text."""

    def reader(self) -> AnswerReader:
        """Return a reader for one answer."""
        return self.plan.reader(thinking=self.thinking and self.thinks, thinks=self.thinks)


@dataclass(frozen=True, slots=True)
class Prompt:
    """The text of a conversation, and whether its answer begins within a thought."""

    text: str
    thinking: bool
    attachments: Attachments
    """The images and audio, whose marks are in the text."""

    @property
    def shown(self) -> str:
        """The text as people are shown it."""
        return self.attachments.shown(self.text)

    async def tokens(self, entry: Entry) -> MediaPrompt:
        """Return its tokens.

        Raises:
            InvalidArgument: an image or audio cannot be read.
        """
        return await media_tokens(entry, self.text, self.attachments)


async def prepared(app: AppModels, entry: Entry, request: Request, spoken: Spoken | None = None) -> Prepared:
    """Return a conversation with its plan, its tokens, and the sequences to generate.

    Args:
        app: the app.
        entry: the model.
        request: the conversation.
        spoken: returns the tokens of a text that takes the place of the conversation; None for what its messages are.

    Raises:
        OroError: the request is refused.
    """
    if spoken is not None:
        plan, prompt = Plan(), Prompt("", False, Attachments(entry.facts))
    else:
        plan, prompt = await prompt_of(app, entry, request)
    if plan.names and request.grammar:
        raise UsageError(
            'Cannot use "grammar" together with "tools": name a schema as "response_format" instead, '
            'or let none be called by "tool_choice": "none"',
            param="grammar",
        )
    read = MediaPrompt(await spoken(app, entry)) if spoken is not None else await prompt.tokens(entry)
    grammar = plan.grammar if plan.names else await request.grammar_text()
    wanted = request.wanted(
        app,
        entry,
        read.tokens,
        request.likeliest,
        grammar,
        trigger=plan.trigger,
        special=bool(plan.names) or OPENED in chosen(entry.facts),
        bounded=bool(grammar and not plan.trigger),
        media=read.media,
    )
    return Prepared(plan, read.tokens, wanted, prompt.thinking, request.reasoning_format != "none")


async def prompt_of(app: AppModels, entry: Entry, request: Request) -> tuple[Plan, Prompt]:
    """Return the plan for the tools of a conversation, and its text.

    Args:
        app: the app, whose configuration limits the text.
        entry: the model.
        request: the conversation.

    Raises:
        InvalidArgument: the model's template refuses it, or the message to continue is not of the assistant.
        PromptTooLong: it is over `ai_llm_max_prompt_bytes`.
    """
    add_generation_prompt = request.add_generation_prompt is not False
    template = chosen(entry.facts, tools=bool(request.tools))
    known = bool(request.tools) and knows(template, "tools")
    tools = Tools(request.tools or (), request.tool_choice, request.parallel_tool_calls)
    plan = await planned(tools, template=template, knows=known, form=request.form())
    attachments = Attachments(entry.facts)
    messages = [plain(message, place, attachments) for place, message in enumerate(request.messages)]
    last = messages[-1]
    if request.continue_final_message and last["role"] != "assistant":
        raise InvalidArgument(
            'Cannot continue the last message: "continue_final_message" is true, and it is not of the assistant',
            param="continue_final_message",
        )
    prefill = add_generation_prompt and last["role"] == "assistant" and not last.get("tool_calls")
    prefill = prefill and request.continue_final_message is not False and len(messages) > 1
    text = _rendered(entry, request, plan, messages[:-1] if prefill else messages, template, add_generation_prompt)
    thinking = add_generation_prompt and text.rstrip().endswith(OPENED)
    held = bool(plan.names and not plan.trigger and plan.grammar) or bool(request.form() or request.grammar)
    said = last["content"] if prefill else ""
    if thinking and (said or held):
        # What is said already, or held to a grammar, is no thought.
        text, thinking = f"{text.rstrip()}\n{last.get('reasoning_content') or ''}\n{CLOSED}\n\n", False
    text += said + (plan.opened if add_generation_prompt else "")
    check_bytes(app.settings, text)
    return plan, Prompt(text, thinking, attachments)


def _rendered(
    entry: Entry,
    request: Request,
    plan: Plan,
    messages: Sequence[Mapping[str, Any]],
    template: str,
    add_generation_prompt: bool,
) -> str:
    more = {**_effort(request, template), **(request.chat_template_kwargs or {})}
    more["tools"] = None if plan.taught else plan.told or None

    def rendered(told: Sequence[Mapping[str, Any]]) -> str:
        return prompt_text(entry.facts, told, more, add_generation_prompt=add_generation_prompt)

    if not plan.taught:
        return rendered(messages)
    messages, text = spelled(messages), told_of(plan.told)
    try:
        return rendered(in_system(messages, text))
    except InvalidArgument:
        return rendered(in_user(messages, text))


def _effort(request: Request, template: str) -> dict[str, Any]:
    """Return what a template is told of the wished effort.

    Raises:
        InvalidArgument: the template knows nothing of it.
    """
    effort = request.reasoning_effort
    if effort is None:
        return {}
    if knows(template, "reasoning_effort"):
        return {"reasoning_effort": effort}
    if knows(template, "enable_thinking"):
        return {"enable_thinking": effort not in ("none", "minimal")}
    if effort in ("none", "minimal") or OPENED in template:
        return {}
    raise InvalidArgument(
        f'Cannot use "reasoning_effort": the model\'s template cannot be told to think with effort "{effort}"',
        param="reasoning_effort",
    )
