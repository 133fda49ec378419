// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Closure, Commit, Progress, Revocation} from "../../contracts/Facts.sol";
import {IBountyEscrow} from "./Interfaces.sol";
import {Stage} from "./Stage.sol";
import {vm} from "./Vm.sol";

/// What attesters, contributors and the arbiter (this contract) do.
abstract contract AwardActs is Stage {
    /// An award that can be cancelled, perhaps.
    struct Made {
        uint256 bounty;
        Commit[] commits;
        uint256 counted; // basis points
        bool over; // cancelled
    }

    Made[] internal made;
    Closure[] internal closures;
    uint256[] internal closuresOf; // bounties

    function lock(uint8 which, uint8 work, bool replacing, uint32 ago) external act {
        Ghost storage ghost = ghosts[which % ghosts.length];
        (bytes20 holder,, uint40 end) = escrow.locks(ghost.id);
        bytes32 next = replacing && work % 4 == 0 ? bytes32(0) : _work(work);
        Progress memory progress =
            Progress(ghost.subject, next, _contributor(0), replacing ? bytes32(holder) : bytes32(0), _ago(ago), 0);
        bytes32 fact = keccak256(
            abi.encode(
                keccak256(
                    "Progress(bytes32 subject,bytes32 work,bytes32 contributor,bytes32 replaces,uint64 progressAt,bytes32 evidence)"
                ),
                progress
            )
        );
        try escrow.lock(ghost.program, progress, committee.attest(fact)) {
            (bytes20 now_,,) = escrow.locks(ghost.id);
            bool free = progress.progressAt >= end || now_ == holder || replacing;
            _hold("E5", free, "a work took a lock that another held");
            _tally("lock");
        } catch {}
    }

    function award(uint8 which, uint8 work, uint8 people, uint16 first, uint16 second, uint8 evidence) external act {
        uint256 index = which % ghosts.length;
        Ghost storage ghost = ghosts[index];
        (Commit[] memory commits, bytes32[] memory facts) = _commits(ghost, work, people, first, second, evidence);
        (bytes20 holder,, uint40 end) = escrow.locks(ghost.id);
        (,, uint16 awarded,,) = escrow.bounties(ghost.id);
        uint256 before = _held();
        try escrow.award(ghost.program, commits, committee.attestAll(facts)) {
            bool free = block.timestamp >= end || holder == bytes20(commits[0].work);
            _hold("E5", free, "a work was awarded while another held the lock");
            ghost.paid += _held() - before;
            uint256 counted = commits[0].total < WHOLE - awarded ? commits[0].total : WHOLE - awarded;
            ghost.awarded += counted;
            made.push();
            Made storage kept = made[made.length - 1];
            (kept.bounty, kept.counted) = (index, counted);
            for (uint256 i = 0; i < commits.length; ++i) {
                kept.commits.push(commits[i]);
                ++live[_award(ghost, commits[i].work, commits[i].contributor)];
            }
            _tally(ghost.reviewed ? "award under review" : "award at once");
        } catch {}
    }

    function cancel(uint8 which, bool byArbiter, bool revoked) external act {
        if (made.length == 0) return;
        Made storage kept = made[which % made.length];
        Ghost storage ghost = ghosts[kept.bounty];
        if (revoked) _revoke(_hash(kept.commits[0]));
        bool late = false;
        uint256 amounts = 0;
        for (uint256 i = 0; i < kept.commits.length; ++i) {
            (uint96 amount, uint40 reviewEnd,,,) = escrow.awards(_idOf(ghost, kept.commits[i]));
            late = late || block.timestamp >= reviewEnd;
            amounts += amount;
        }
        (uint96 pool,,,,) = escrow.bounties(ghost.id);
        bool allowed = byArbiter || attesters.revokedAt(_hash(kept.commits[0])) != 0;
        if (!byArbiter) vm.prank(address(0xBAD));
        try escrow.cancel(ghost.program, kept.commits) {
            (uint96 after_,,,,) = escrow.bounties(ghost.id);
            _hold("E6", !late && !kept.over, "an award was cancelled after its review");
            _hold("E6", allowed || kept.commits.length > 1, "somebody cancelled what nobody revoked");
            _hold("E6", after_ == pool + amounts, "a cancelled award did not go back to its pool");
            for (uint256 i = 0; i < kept.commits.length; ++i) {
                --live[_idOf(ghost, kept.commits[i])];
            }
            (ghost.awarded, kept.over) = (ghost.awarded - kept.counted, true);
            _tally("cancel");
        } catch {}
    }

    function close(uint8 which, uint8 who, uint32 ago, bool rewarded) external act {
        uint256 index = which % ghosts.length;
        Ghost storage ghost = ghosts[index];
        bytes32 contributor = rewarded ? _contributor(who % 3) : bytes32(0);
        Closure memory closure = Closure(ghost.subject, contributor, _ago(ago), bytes32(closures.length));
        uint256 before = _held();
        try escrow.close(ghost.program, closure, committee.attest(_hashOf(closure))) {
            ghost.paid += _held() - before;
            _award(ghost, 0, contributor);
            closures.push(closure);
            closuresOf.push(index);
            _tally("close");
        } catch {}
    }

    function reopen(uint8 which, bool byArbiter) external act {
        if (closures.length == 0) return;
        Ghost storage ghost = ghosts[closuresOf[which % closures.length]];
        Closure memory closure = closures[which % closures.length];
        (uint96 amount, uint40 reviewEnd,,,) = escrow.awards(_award(ghost, 0, closure.contributor));
        (uint96 pool,,,,) = escrow.bounties(ghost.id);
        if (!byArbiter) vm.prank(address(0xBAD));
        try escrow.cancelClosure(ghost.program, closure) {
            (uint96 after_,,,,) = escrow.bounties(ghost.id);
            _hold("E6", byArbiter, "somebody undid a closure that nobody revoked");
            _hold("E6", amount == 0 || block.timestamp < reviewEnd, "a closure was undone after its review");
            _hold("E6", after_ == pool + amount, "a closing award did not go back to its pool");
            _tally("reopen");
        } catch {}
    }

    function release(uint8 which, uint8 who) external act {
        (Ghost storage ghost, bytes32 work, bytes32 contributor) = _earned(which, who);
        IBountyEscrow.Earned[] memory earned = new IBountyEscrow.Earned[](1);
        earned[0] = IBountyEscrow.Earned(ghost.subject, work);
        (, uint40 reviewEnd,,,) = escrow.awards(_award(ghost, work, contributor));
        uint256 before = _held();
        try escrow.release(ghost.program, contributor, earned) {
            _hold("E6", block.timestamp >= reviewEnd, "an award was released before its review was over");
            ghost.paid += _held() - before;
            _tally("release");
        } catch {}
    }

    function releaseTo(uint8 which, uint8 who, uint8 fee) external act {
        (Ghost storage ghost, bytes32 work, bytes32 contributor) = _earned(which, who);
        (, uint40 reviewEnd,, bytes12 fact,) = escrow.awards(_award(ghost, work, contributor));
        IBountyEscrow.Direction memory direction =
            IBountyEscrow.Direction(bytes32(fact), wallets[2], fee, block.timestamp + 1, "");
        uint256 before = _held();
        vm.prank(stakeholders.walletOf(contributor));
        try escrow.releaseTo(ghost.program, contributor, IBountyEscrow.Earned(ghost.subject, work), direction, fee) {
            _hold("E6", block.timestamp >= reviewEnd, "an award was released before its review was over");
            ghost.paid += _held() - before;
            _tally("releaseTo");
        } catch {}
    }

    /// The third contributor gets a wallet at last.
    function join() external act {
        if (stakeholders.walletOf(_contributor(2)) != address(0)) return;
        _link(2);
        _tally("join");
    }

    function _commits(Ghost storage ghost, uint8 work, uint8 people, uint16 first, uint16 second, uint8 evidence)
        private
        view
        returns (Commit[] memory commits, bytes32[] memory facts)
    {
        commits = new Commit[](1 + people % 3);
        facts = new bytes32[](commits.length);
        uint16[3] memory parts = [1 + first % 6_000, 1 + second % 3_000, 1 + (first ^ second) % 2_000];
        uint16 total = 0;
        for (uint256 i = 0; i < commits.length; ++i) {
            total += parts[i];
        }
        for (uint256 i = 0; i < commits.length; ++i) {
            commits[i] = Commit(
                ghost.subject,
                _work(work),
                _contributor(i),
                0,
                10_000,
                parts[i],
                total,
                uint64(START),
                bytes32(uint256(evidence % 2))
            );
            facts[i] = _hash(commits[i]);
        }
    }

    /// What somebody may have earned: of an award that was made, or by an explanation.
    function _earned(uint8 which, uint8 who) private view returns (Ghost storage, bytes32 work, bytes32 contributor) {
        if (made.length == 0 || (which % 5 == 0 && closures.length > 0)) {
            if (closures.length == 0) return (ghosts[0], 0, _contributor(0));
            uint256 index = who % closures.length;
            return (ghosts[closuresOf[index]], 0, closures[index].contributor);
        }
        Made storage kept = made[which % made.length];
        Commit storage commit = kept.commits[who % kept.commits.length];
        return (ghosts[kept.bounty], commit.work, commit.contributor);
    }

    function _revoke(bytes32 fact) private {
        Revocation memory revocation = Revocation(fact, 0);
        bytes32 id = keccak256(abi.encode(keccak256("Revocation(bytes32 fact,bytes32 evidence)"), revocation));
        try attesters.revoke(revocation, committee.attest(id)) {
            _tally("revoke");
        } catch {}
    }

    function _idOf(Ghost storage ghost, Commit storage commit) private view returns (bytes32) {
        return keccak256(abi.encode(ghost.id, commit.work, commit.contributor));
    }

    function _hashOf(Closure memory closure) private pure returns (bytes32) {
        bytes32 typehash = keccak256("Closure(bytes32 subject,bytes32 contributor,uint64 closedAt,bytes32 evidence)");
        return keccak256(abi.encode(typehash, closure));
    }

    function _work(uint8 work) private pure returns (bytes32) {
        return keccak256(abi.encode("work", work % 4));
    }

    function _ago(uint32 ago) private view returns (uint64) {
        return uint64(block.timestamp - ago % 6 days);
    }

    /// What payees hold together, which a payment raises and nothing else does while an act lasts.
    function _held() internal view returns (uint256 sum) {
        sum = usdc.balanceOf(address(this));
        for (uint256 i = 0; i < wallets.length; ++i) {
            sum += usdc.balanceOf(wallets[i]);
        }
    }
}
