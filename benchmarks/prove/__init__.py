"""Proofs about the arithmetic and attacks on the invariants, by z3, Halmos and forge: `./praxis prove`."""
