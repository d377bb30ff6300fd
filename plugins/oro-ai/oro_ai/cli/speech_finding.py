"""The check of `oro doctor` for speech to text: its engine, which is an extra of `oro-ai`, and the app's models."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module, metadata

from oro_ai import settings as keys
from oro_ai.whisper.folders import Found, SpeechFolders
from oro_ai.whisper.speech import ENGINE, INSTALL, check_engine
from oro_framework.commands import Finding, loaded_host
from oro_framework.errors import OroError
from oro_framework.host.inner import inner

__all__ = ("examine_speech",)

SUBJECT = "speech to text"
DISTRIBUTION = "sherpa-onnx"


def examine_speech(app: str | None) -> Finding:
    """Return the finding: a warning where the engine is broken, or an app has models and the engine is not installed.

    Args:
        app: as for `loaded_host`.
    """
    models = _models(app)
    names = ", ".join(f"{one.name} ({one.kind.title})" for one in models)
    try:
        check_engine()
        for module in ENGINE:
            import_module(module)
    except OroError:
        if models:
            return Finding(subject=SUBJECT, state="warning", detail=f"no engine for {names}", mend=(INSTALL,))
        return Finding(subject=SUBJECT, detail=f"its engine is not installed, which is an extra: {INSTALL}")
    except (ImportError, OSError) as error:
        mend = f"{INSTALL} --force-reinstall --no-cache-dir"
        return Finding(subject=SUBJECT, state="warning", detail=f"its engine cannot be used: {error}", mend=(mend,))
    found = names or "no model of speech in a folder of models"
    return Finding(subject=SUBJECT, detail=f"{DISTRIBUTION} {metadata.version(DISTRIBUTION)}; {found}")


def _models(app: str | None) -> Sequence[Found]:
    """Return the app's models of speech; none of an app that cannot be loaded or is without this plugin."""
    try:
        host = loaded_host(app)
        folder = host.settings[keys.MODEL_PATH]
    except (OroError, KeyError):
        return ()
    plugin = inner(host).plugins.infos.get("ai")
    if plugin is None or not plugin.active():  # its settings are read all the same
        return ()
    return tuple(SpeechFolders(host.root / folder).every()) if folder else ()
