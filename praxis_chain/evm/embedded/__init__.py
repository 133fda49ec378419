"""An Ethereum node inside this process. Needs the extra `local`."""
