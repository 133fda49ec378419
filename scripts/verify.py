"""Compare a deployment's code and arguments with the sources: `ape run verify`, the same as `praxis verify`."""

import click

from praxis_chain.cli.main import main as praxis


@click.command(context_settings={"ignore_unknown_options": True}, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def cli(arguments: tuple[str, ...]) -> None:
    """Compare a deployment's code and arguments with the sources."""
    praxis(["verify", *arguments])


if __name__ == "__main__":
    cli()
