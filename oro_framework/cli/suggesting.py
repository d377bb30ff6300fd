"""`Suggesting`, a group of commands that says which command a mistyped one could have meant."""

from __future__ import annotations

import click

from oro_framework.suggestions import did_you_mean, nearest

__all__ = ("Suggesting",)


class Suggesting(click.Group):
    """A group that refuses an unknown command with the nearest one it has."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if not args or args[0].startswith("-") or self.get_command(ctx, args[0]) is not None:
            return super().resolve_command(ctx, args)
        near = nearest(args[0], self.list_commands(ctx))
        hint = f"; {did_you_mean(f'{ctx.command_path} {near}')}" if near else ""
        ctx.fail(f'Cannot run "{ctx.command_path} {args[0]}": there is no such command{hint}')
