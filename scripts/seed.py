"""Fill a deployment's catalogue with an example: `ape run seed`, the same as `praxis seed`."""

import click

from praxis_chain.cli.main import main as praxis


@click.command(context_settings={"ignore_unknown_options": True}, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def cli(arguments: tuple[str, ...]) -> None:
    """Fill a deployment's catalogue with an example: actions, referral rewards, a program."""
    praxis(["seed", *arguments])


if __name__ == "__main__":
    cli()
