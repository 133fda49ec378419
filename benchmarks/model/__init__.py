"""The reference model of all contracts, and the machine that holds the contracts against it.

    the model      usdc, attesters, stakeholders, prax (votes, owned), escrow, awards and payouts: exact integers, from
                   the headers; state (what a refused call leaves no trace in), wallets, facts
    the chain      chain (pyrevm), world (people and contracts), views (everything that can be asked)
    the machine    author, chooser, and the steps by subject: money, works, persons, recognition; histories draws them
    the verdict    play (takes a step on both, compares), invariants (A1 to E9), shrink, record

The model collects every reason for which a call must be refused; the contract has to name one of them, with its values.
"""
