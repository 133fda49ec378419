"""Compile the contracts and write the artifacts of the package: `ape run compile`, the same as `praxis compile`."""

import sys

from praxis_chain.evm import compiler


def main() -> int:
    return compiler.main(())


if __name__ == "__main__":
    sys.exit(main())
