// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AwardActs} from "./AwardActs.sol";
import {SponsorActs} from "./SponsorActs.sol";

/// Everybody who has to do with bounties. forge calls the acts in any order with any arguments.
contract EscrowActs is SponsorActs, AwardActs {
    constructor() {
        _set();
    }

    /// E1: what is there covers what is owed. Gifts are all that is more.
    function solvent() external view {
        (uint128 escrowed,) = escrow.totals();
        require(usdc.balanceOf(address(escrow)) >= escrowed, "less USDC than owed");
        require(usdc.balanceOf(address(escrow)) == escrowed + gifts, "more USDC than owed and given");
    }

    /// E2, of each bounty and of all together.
    function balanced() external view {
        uint256 all = 0;
        for (uint256 i = 0; i < ghosts.length; ++i) {
            Ghost storage ghost = ghosts[i];
            (uint96 pool,,,,) = escrow.bounties(ghost.id);
            uint256 owed = pool;
            for (uint256 j = 0; j < awardIds.length; ++j) {
                if (bountyOf[awardIds[j]] != i + 1) continue;
                (uint96 amount,,,,) = escrow.awards(awardIds[j]);
                owed += amount;
            }
            require(owed == ghost.funded - ghost.paid - ghost.refunded, "a bounty owes another amount than it should");
            all += owed;
        }
        (uint128 escrowed,) = escrow.totals();
        require(escrowed == all, "the total is not the sum of all pools and awards");
    }

    /// E3.
    function shared() external view {
        for (uint256 i = 0; i < ghosts.length; ++i) {
            bytes32 id = ghosts[i].id;
            (uint96 pool, uint128 shares,,,) = escrow.bounties(id);
            uint256 sum = 0;
            for (uint256 j = 0; j < sponsors.length; ++j) {
                (uint128 stake,) = escrow.stakes(id, sponsors[j]);
                sum += stake;
            }
            require(sum == shares, "shares are not the sum of all stakes");
            require(pool <= shares, "a pool exceeds its shares");
            (uint40 until,,) = escrow.reviews(id);
            bool settled = !_isClosed(id) && block.timestamp >= until;
            require(!settled || (pool == 0) == (shares == 0), "a pool without shares, or shares without a pool");
        }
    }

    /// E4.
    function counted() external view {
        for (uint256 i = 0; i < ghosts.length; ++i) {
            (,, uint16 awarded,,) = escrow.bounties(ghosts[i].id);
            require(awarded <= WHOLE, "more than the whole is awarded");
            require(awarded == ghosts[i].awarded, "what is awarded is not the sum of all awards");
        }
        for (uint256 i = 0; i < awardIds.length; ++i) {
            require(live[awardIds[i]] <= 1, "a Commit is awarded twice");
        }
    }

    /// E8.
    function numbered() external view {
        (, uint64 sequence) = escrow.totals();
        require(sequence == events, "the last event has another number");
    }

    /// That nothing an act saw contradicts this invariant.
    function kept(string calldata invariant) external view {
        require(bytes(broken[invariant]).length == 0, broken[invariant]);
    }
}

contract EscrowInvariants {
    EscrowActs private _acts;

    function setUp() public {
        _acts = new EscrowActs();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_acts);
    }

    /// What USDC says is there is what is owed and what was given away, to the unit.
    function invariant_E1() external view {
        _acts.solvent();
    }

    /// Each bounty owes what it was funded without what was paid and refunded, and all together the total.
    function invariant_E2() external view {
        _acts.balanced();
        _acts.kept("E2");
    }

    /// Shares are the sum of all stakes, a pool never exceeds them, and settled and open one is empty with the other.
    function invariant_E3() external view {
        _acts.shared();
    }

    /// What is awarded is the sum of what was awarded and not cancelled, at most the whole; no Commit counts twice.
    function invariant_E4() external view {
        _acts.counted();
    }

    /// Only the holder of a lock was awarded, and no stake left before its time or by another hand.
    function invariant_E5() external view {
        _acts.kept("E5");
    }

    /// Nothing was cancelled after its review, by the wrong hand or to another place than its pool, nor paid before.
    function invariant_E6() external view {
        _acts.kept("E6");
    }

    /// Each refund was the part of the pool, rounded down, and neither it nor a funding lowered another stake's worth.
    function invariant_E7() external view {
        _acts.kept("E7");
    }

    /// Every event had the number after the last one, and the last one that of the total.
    function invariant_E8() external view {
        _acts.numbered();
        _acts.kept("E8");
    }
}
