"""The pure part: facts, evidence, rules, attestations and the ledger. No chain, no network, no clock."""
