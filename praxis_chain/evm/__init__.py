"""Contracts and chains: compiling, deploying, reading and sending. Knows nothing of forges."""
