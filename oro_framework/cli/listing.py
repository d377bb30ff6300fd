"""Command groups with `list` as default: `oro permissions --app notes` is `oro permissions list --app notes`."""

from __future__ import annotations

from typing import Any

import click

from oro_framework.cli.suggesting import Suggesting

__all__ = ("Listing",)


class Listing(Suggesting):
    """A group that runs `list`, with its options, when no command is named."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.subcommand_metavar = "[COMMAND] [ARGS]..."

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or (args[0].startswith("-") and args[0] not in ctx.help_option_names):
            args = ["list", *args]
        return super().parse_args(ctx, args)
