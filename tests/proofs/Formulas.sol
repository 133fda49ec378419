// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// The arithmetic that matters, one expression each. Halmos proves that the contracts compute exactly these, and
/// benchmarks/prove/theorems.py reads these very lines to prove what follows from them.
library Formulas {
    /// Shares for `amount` in a bounty whose `pool` is not empty.
    function shares(uint256 amount, uint256 present, uint256 pool) internal pure returns (uint256) {
        return amount * present / pool;
    }

    /// What a stake is refunded.
    function refund(uint256 pool, uint256 stake, uint256 present) internal pure returns (uint256) {
        return pool * stake / present;
    }

    /// What a work takes from the pool; both completions in basis points.
    function award(uint256 pool, uint256 completion, uint256 remaining) internal pure returns (uint256) {
        return pool * completion / remaining;
    }

    /// What each contributor but the last gets; `divisor` is max(total, remaining).
    function part(uint256 pool, uint256 completion, uint256 divisor) internal pure returns (uint256) {
        return pool * completion / divisor;
    }

    /// Of the completion that is left to a work that has to be cut: what each contributor but the last is counted.
    function counted(uint256 left, uint256 completion, uint256 total) internal pure returns (uint256) {
        return left * completion / total;
    }

    /// Wei that a Commit earns.
    function accrued(uint256 reward, uint256 quality, uint256 attemptShare, uint256 completion)
        internal
        pure
        returns (uint256)
    {
        return reward * quality * (attemptShare * 10000 + (10000 - attemptShare) * completion) / 1000000000000;
    }
}
