"""Faults against the whole of it: attesters, relayers, chain and forge as separate processes, everything between them
failing, and afterwards every payment compared with what the schedule says was really merged."""
