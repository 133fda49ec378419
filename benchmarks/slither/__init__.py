"""What Slither says about the contracts, and why each of its findings is right as it is: `./praxis slither`."""
