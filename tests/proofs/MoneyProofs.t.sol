// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Closure, Commit} from "../../contracts/Facts.sol";
import {IBountyEscrow, Proof} from "../invariants/Interfaces.sol";
import {vm} from "../invariants/Vm.sol";
import {EscrowState} from "./EscrowState.sol";
import {Formulas} from "./Formulas.sol";

/// What goes in and what goes back.
contract MoneyProofs is EscrowState {
    /// The first stake has as many shares as base units; the total grows by the amount and the sequence by one.
    function check_E3_first_stake(uint16 awarded, uint96 amount, uint128 escrowed, uint64 sequence) public {
        _given(program, 0, 0, awarded);
        _fund(amount, escrowed, sequence);
        (uint128 stake,) = escrow.stakes(_bounty(program), address(this));
        assert(stake == amount);
        _requireBounty(program, amount, amount, awarded);
    }

    /// Any other has as many more as Formulas.shares says; the pool grows by the amount, and nobody else's stake changes.
    function check_E3_stake(uint96 pool, uint128 present, uint16 awarded, uint128 before, uint96 amount) public {
        vm.assume(pool > 0 && before <= present);
        _given(program, pool, present, awarded);
        _givenStake(program, address(this), before);
        _fund(amount, 0, 0);
        (uint128 stake,) = escrow.stakes(_bounty(program), address(this));
        uint256 shares = Formulas.shares(amount, present, pool);
        assert(stake == before + shares);
        _requireBounty(program, uint256(pool) + amount, present + shares, awarded);
    }

    /// A refund pays what Formulas.refund says, of an open bounty and of a completed one, and ends the stake.
    function check_E7_refund(uint96 pool, uint128 present, uint16 awarded, uint128 stake) public {
        vm.assume(stake <= present);
        uint256 amount = Formulas.refund(pool, stake, present);
        vm.assume(amount <= pool); // the theorem refund_within_a_unit
        _given(program, pool, present, awarded);
        _givenStake(program, address(this), stake);
        _givenTotals(type(uint128).max, 41);
        escrow.refund(program, SUBJECT, address(this));
        assert(token.paid(address(this)) == amount);
        (uint128 left,) = escrow.stakes(_bounty(program), address(this));
        assert(left == 0);
        _requireBounty(program, pool - amount, present - stake, awarded);
        _requireTotals(type(uint128).max - amount, 42);
    }

    /// A closure pays the closing award, at most the pool, and leaves the rest.
    function check_E2_close(uint96 pool, uint128 present, uint16 awarded) public {
        _given(program, pool, present, awarded);
        _givenTotals(type(uint128).max, 41);
        Closure memory closure = Closure(SUBJECT, bytes32(uint256(1)), uint64(block.timestamp), 0);
        escrow.close(program, closure, Proof(new bytes32[](0), ""));
        uint256 amount = pool < CLOSING_AWARD ? pool : CLOSING_AWARD;
        assert(token.paid(address(1)) == amount);
        (uint96 left, uint128 shares, uint16 same, bool explained,) = escrow.bounties(_bounty(program));
        assert(left == pool - amount && shares == present && same == awarded && explained);
        _requireTotals(type(uint128).max - amount, 42);
    }

    function _fund(uint96 amount, uint128 escrowed, uint64 sequence) private {
        vm.assume(uint256(escrowed) + amount <= type(uint128).max && sequence < type(uint64).max);
        _givenTotals(escrowed, sequence);
        escrow.fund(IBountyEscrow.Funding(program, "issue", amount, 0, 10_000));
        _requireTotals(uint256(escrowed) + amount, uint256(sequence) + 1);
    }
}
