"""The hooks by which this distribution declares its parts to the host.

`oro --help` imports this module only for the command, so modules for apps are imported inside the hooks.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from oro_ai import events, settings
from oro_framework.hookspecs import hookimpl
from oro_framework.protected import ProtectedPath
from oro_framework.service import Service
from oro_framework.types import Host, Mount, PageEvent, Permission, Setting

if TYPE_CHECKING:
    import click

    from oro_framework.commands import Finding


@hookimpl
def oro_settings() -> Sequence[Setting[Any]]:
    """Declare `ai_llm_*`."""
    return settings.ALL


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare permission `ai`, and `ai_pull`, which no page has unless the app's author says so."""
    return [
        Permission(
            name="ai",
            description=(
                "Load models of language and of speech from the folders of models, turn speech into text, and generate "
                "text and embeddings with them and with those of configured servers"
            ),
        ),
        Permission(
            name="ai_pull",
            description="Download language models, which may be large, into the app's folder of models",
            default=False,
        ),
    ]


@hookimpl
def oro_protected_paths(host: Host) -> Sequence[ProtectedPath]:
    """Keep the caches of prompts, which hold conversations, from pages."""
    from oro_ai.data_folder import data_folder

    return [ProtectedPath(path=data_folder(host.bundle), what="the caches of the app's models", always=True)]


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the service that holds the models and answers `ai.*`."""
    from oro_ai.service import AI

    return [AI]


@hookimpl
def oro_mounts(host: Host) -> Sequence[Mount]:
    """Put OpenAI's endpoints into the app's origin."""
    from oro_ai.api.app import LlamaApp
    from oro_ai.service import models_of

    app = LlamaApp(partial(models_of, host), host.log)
    return [Mount(path=host.settings[settings.SERVER_PREFIX], app=app, permission="ai")]


@hookimpl
def oro_page_events(host: Host) -> Sequence[PageEvent]:
    """Declare the events that carry the text of conversations."""
    return events.ALL


@hookimpl
def oro_commands(cli: click.Group) -> None:
    """Add `oro ai`."""
    from oro_ai.cli.group import ai

    cli.add_command(ai)


@hookimpl
def oro_findings(app: str | None) -> Sequence[Finding]:
    """Say whether the engines of models are there, and which models of speech the app has."""
    from oro_ai.cli.findings import examine_models
    from oro_ai.cli.speech_finding import examine_speech

    return [*examine_models(), examine_speech(app)]
