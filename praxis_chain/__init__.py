"""On-chain recognition and pay for open work: contracts, oracle library and audit."""

__version__ = "0.1.0"
