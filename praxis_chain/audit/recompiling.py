"""Whether the sources make the code on chain: compiled here and now, so that no artifact has to be believed."""

from collections.abc import Mapping

from ..core.errors import NetworkFailed, Refused
from ..evm.artifacts import CONTRACTS
from ..evm.compiler import compile_input
from ..evm.deployments import Record
from ..evm.deployments.code import compare_code
from .findings import CODE
from .index import Progress
from .writing import Writer

COMPILING = "compiling"


def recompile(
    record: Record,
    codes: Mapping[str, bytes],
    sources: bytes,
    writer: Writer,
    progress: Progress | None = None,
) -> None:
    """Compile a standard-json input, and compare each contract's code with what that makes of the record.

    Code that differs only in what solc appends to it is a finding too: it commits to every letter of its sources, and
    these are others. Where nothing can be compiled the audit is incomplete. `codes`: by contract, as proven; those that
    are missing have findings of their own.
    """
    if progress is not None:
        progress(COMPILING, 0, 1)
    try:
        compiled = compile_input(sources)
    except (NetworkFailed, Refused) as error:
        writer.incomplete.append(f"The sources could not be compiled: {str(error).removesuffix('.')}.")
        return
    writer.recompiled = True
    exact = []
    for contract in CONTRACTS:
        if contract not in codes:
            continue
        writer.tested[CODE] += 1
        difference = compare_code(record, contract, codes[contract], compiled.contracts[contract])
        if difference is not None:
            writer.code(difference, "praxis audit --recompile")
        else:
            exact.append(contract)
    if exact:
        writer.information.append(
            f"The sources were compiled with solc {compiled.compiler}: that makes exactly the code of {_all_of(exact)}."
        )
    if progress is not None:
        progress(COMPILING, 1, 1)


def _all_of(names: list[str]) -> str:
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)
