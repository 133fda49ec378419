"""What a block hash proves: a header, the accounts and storage behind it, its receipts, the blocks before it.

Nothing here asks anybody: bytes that somebody gave go in, with a hash that is trusted; out comes a value, or BadProof.
Sources: the yellow paper (https://ethereum.github.io/yellowpaper/paper.pdf), appendix B (RLP), C (hex-prefix), D (the
Merkle-Patricia trie), section 4 (accounts, receipts, blocks), and the EIPs named where they are used.
"""
