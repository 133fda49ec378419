"""`praxis demo`: tell the story, and say how long it took."""

import shutil
import tempfile
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..core.errors import WrongInput
from .output import Output

if TYPE_CHECKING:
    from ..demo.scenes import Scene
    from ..demo.stage import Stage
    from ..evm.local import LocalNetwork

WIDTH = 100  # columns


@click.command()
@click.option("--network", default="embedded", show_default=True, help="embedded, anvil, or the URL of an anvil.")
@click.option(
    "--repo", type=click.Path(path_type=Path), help="Do it on this git repository's own merges; it is only read."
)
@click.option(
    "--trust-authors", is_flag=True, help="With --repo: take unsigned authors at their word, marked unverified."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
def demo(network: str, repo: Path | None, trust_authors: bool, as_json: bool) -> None:
    """The whole way on one machine: fund, lock, merge, attest, pay, recognise, audit.

    Nothing outside a temporary folder is touched, and no network is used.
    """
    if trust_authors and repo is None:
        raise WrongInput("--trust-authors goes with --repo: the demo's own repository is signed.")
    from ..demo.town import START
    from ..evm.local import require_local
    from ..evm.networks import open_network

    output, began = Output(as_json), time.monotonic()
    if not as_json:
        output.say("Setting up a chain, the contracts and their people …")
    with open_network(network, start=START) as opened, tempfile.TemporaryDirectory(prefix="praxis-demo-") as folder:
        local = require_local(opened, "the demo")
        stage, scenes = _begin(local, Path(folder), repo, trust_authors)
        told = []
        for number, scene in enumerate(scenes, 1):
            told.append(scene)
            if not as_json:
                _show(number, scene)
        seconds = time.monotonic() - began
        if as_json:
            document = [{"title": scene.title, "lines": scene.lines, **scene.figures} for scene in told]
            output.data("demo", {"scenes": document, "gas": stage.gas, "transactions": stage.transactions})
        else:
            click.echo(f"\n{stage.transactions} transactions, {stage.gas:,} gas, {seconds:.1f} seconds.")


def _show(number: int, scene: "Scene") -> None:
    """As wide as the terminal, at most WIDTH columns."""
    width = min(shutil.get_terminal_size((WIDTH, 24)).columns, WIDTH)
    click.echo(click.style(f"\n{number}. {scene.title}", bold=True))
    for line in scene.lines:
        lines = textwrap.wrap(line, width, initial_indent="   ", subsequent_indent="     ", break_long_words=False)
        click.echo("\n".join(lines))


def _begin(network: "LocalNetwork", folder: Path, repo: Path | None, trusting: bool) -> "tuple[Stage, Iterator[Scene]]":
    if repo is None:
        from ..demo import story
        from ..demo.town import Town

        town = Town.begin(network, folder)
        return town, story.tell(town)
    from ..demo import own

    visit = own.Visit.begin(network, folder, repo, trusting=trusting)
    return visit, own.tell(visit)
