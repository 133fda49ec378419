// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Commit} from "../../contracts/Facts.sol";
import {vm} from "../invariants/Vm.sol";
import {EscrowState} from "./EscrowState.sol";
import {Formulas} from "./Formulas.sol";

/// How an award splits the pool.
contract AwardProofs is EscrowState {
    /// An award of one contributor, paid at once, takes Formulas.award from the pool and pays it; what exceeds the rest is
    /// cut. Without review.
    function check_E2_award_of_one(uint96 pool, uint128 present, uint16 awarded, uint16 first) public {
        _checkPaid(pool, present, awarded, _list(first));
    }

    /// Of two: the first is paid Formulas.part, the second what is left; nothing else moves.
    function check_E2_award_of_two(uint96 pool, uint128 present, uint16 awarded, uint16 first, uint16 second) public {
        _checkPaid(pool, present, awarded, _list(first, second));
    }

    /// Of three: each but the last is paid Formulas.part, the last what is left; nothing else moves.
    function check_E2_award_of_three(
        uint96 pool,
        uint128 present,
        uint16 awarded,
        uint16 first,
        uint16 second,
        uint16 third
    ) public {
        _checkPaid(pool, present, awarded, _list(first, second, third));
    }

    /// Under review the same amounts are owed, and each is recorded with the completion of Formulas.counted, the last with
    /// what is left; nothing is paid.
    function check_E4_reviewed_award_of_three(
        uint96 pool,
        uint128 present,
        uint16 awarded,
        uint16 first,
        uint16 second,
        uint16 third
    ) public {
        uint16[] memory completions = _list(first, second, third);
        uint256 amount = _award(reviewed, pool, present, awarded, completions);
        (uint256 counted, uint256 total, uint256 divisor) = _counted(awarded, completions);
        for (uint256 i = 0; i < completions.length; ++i) {
            uint256 part = Formulas.part(pool, completions[i], divisor);
            uint256 completion = Formulas.counted(_smaller(total, WHOLE - awarded), completions[i], total);
            if (i == completions.length - 1) (part, completion) = (amount, counted);
            (uint96 owed, uint16 recorded) = _awardOf(reviewed, i + 1);
            assert(owed == part && recorded == completion);
            (amount, counted) = (amount - part, counted - completion);
        }
        _requireTotals(type(uint128).max, 41 + completions.length);
    }

    /// Cancelling an award under review leaves the bounty as it was before, and owes nothing.
    function check_E6_cancelled(uint96 pool, uint128 present, uint16 awarded, uint16 first, uint16 second) public {
        uint16[] memory completions = _list(first, second);
        _award(reviewed, pool, present, awarded, completions);
        escrow.cancel(reviewed, _commits(completions));
        _requireBounty(reviewed, pool, present, awarded);
        for (uint256 i = 0; i < completions.length; ++i) {
            (uint96 owed, uint16 recorded) = _awardOf(reviewed, i + 1);
            assert(owed == 0 && recorded == 0);
        }
        _requireTotals(type(uint128).max, 41 + 2 * completions.length);
    }

    /// What everybody is paid, and that together it is what the pool lost.
    function _checkPaid(uint96 pool, uint128 present, uint16 awarded, uint16[] memory completions) private {
        uint256 amount = _award(program, pool, present, awarded, completions);
        (,, uint256 divisor) = _counted(awarded, completions);
        _requireTotals(type(uint128).max - amount, 41 + completions.length);
        for (uint256 i = 0; i < completions.length; ++i) {
            uint256 part = i == completions.length - 1 ? amount : Formulas.part(pool, completions[i], divisor);
            assert(token.paid(address(uint160(i + 1))) == part);
            amount -= part;
        }
    }

    /// Awards the work and checks the bounty; returns what it took from the pool.
    function _award(bytes32 rules, uint96 pool, uint128 present, uint16 awarded, uint16[] memory completions)
        private
        returns (uint256 amount)
    {
        (uint256 counted, uint256 total,) = _counted(awarded, completions);
        vm.assume(total <= type(uint16).max);
        amount = Formulas.award(pool, counted, WHOLE - awarded);
        vm.assume(amount <= pool); // the theorem award_within_the_pool
        _given(rules, pool, present, awarded);
        _givenTotals(type(uint128).max, 41);
        _award(rules, _commits(completions));
        _requireBounty(rules, pool - amount, present, awarded + counted);
    }

    function _counted(uint16 awarded, uint16[] memory completions)
        private
        pure
        returns (uint256 counted, uint256 total, uint256 divisor)
    {
        vm.assume(awarded < WHOLE);
        for (uint256 i = 0; i < completions.length; ++i) {
            total += completions[i];
        }
        uint256 remaining = WHOLE - awarded;
        (counted, divisor) = total > remaining ? (remaining, total) : (total, remaining);
    }

    function _smaller(uint256 a, uint256 b) private pure returns (uint256) {
        return a < b ? a : b;
    }

    function _list(uint16 first) private pure returns (uint16[] memory list) {
        list = new uint16[](1);
        list[0] = first;
    }

    function _list(uint16 first, uint16 second) private pure returns (uint16[] memory list) {
        list = new uint16[](2);
        (list[0], list[1]) = (first, second);
    }

    function _list(uint16 first, uint16 second, uint16 third) private pure returns (uint16[] memory list) {
        list = new uint16[](3);
        (list[0], list[1], list[2]) = (first, second, third);
    }
}
