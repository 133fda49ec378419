"""A group whose commands are imported when they are called: what they need takes longer to load than help may."""

from collections.abc import Mapping
from importlib import import_module

import click


class OnDemand(click.Group):
    """`on_demand`: by name the module of this package that has it, under the name with "_" for "-"; and its line in the
    help."""

    on_demand: Mapping[str, tuple[str, str]] = {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.on_demand)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in self.on_demand:
            return None
        module = import_module(f"praxis_chain.cli.{self.on_demand[name][0]}")
        command = getattr(module, name.replace("-", "_"))
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in self.on_demand.items()])
