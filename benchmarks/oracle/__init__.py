"""An hour of merges, relayed: attesters, a relayer, a forge and a chain as processes of their own, all working."""
