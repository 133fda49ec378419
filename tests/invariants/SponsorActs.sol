// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBountyEscrow} from "./Interfaces.sol";
import {Stage} from "./Stage.sol";
import {vm} from "./Vm.sol";

/// What sponsors do, and what the world does to them.
abstract contract SponsorActs is Stage {
    /// How things stood before an act, all in base units or shares.
    struct Before {
        address other; // another sponsor, and what their stake is worth
        uint256 worth;
        uint256 pool;
        uint256 shares;
        uint256 stake;
        uint256 balance;
    }

    function fund(uint8 which, uint8 who, uint96 amount) external act {
        Ghost storage ghost = ghosts[which % ghosts.length];
        address sponsor = sponsors[who % sponsors.length];
        amount = 1 + amount % (amount % 2 == 0 ? 1_000e6 : 9);
        Before memory before = _look(ghost, who);
        vm.prank(sponsor);
        try escrow.fund(IBountyEscrow.Funding(ghost.program, ghost.uri, amount, 0, 10_000)) {
            uint256 given = before.balance - usdc.balanceOf(sponsor);
            _hold("E2", given == amount, "a funding took another amount");
            _hold("E7", _worth(ghost, before.other) >= before.worth, "a funding diluted a stake");
            ghost.funded += given;
            _tally("fund");
        } catch {}
    }

    function refund(uint8 which, uint8 who, uint8 caller) external act {
        Ghost storage ghost = ghosts[which % ghosts.length];
        address sponsor = sponsors[who % sponsors.length];
        bool byThemselves = caller % 4 != 0;
        bool mayNot = _mayNotRefund(ghost, sponsor, byThemselves);
        Before memory before = _look(ghost, who);
        vm.prank(byThemselves ? sponsor : address(0xBAD));
        try escrow.refund(ghost.program, ghost.subject, sponsor) {
            uint256 got = usdc.balanceOf(sponsor) - before.balance;
            uint256 exact = before.pool * before.stake;
            bool within = got * before.shares <= exact && exact < (got + 1) * before.shares;
            _hold("E5", !mayNot, "a stake was refunded too early, or by somebody else");
            _hold("E7", within, "a refund is not the sponsor's part, rounded down");
            _hold("E7", _worth(ghost, before.other) >= before.worth, "a refund lowered what another stake is worth");
            ghost.refunded += got;
            _tally(_isClosed(ghost.id) ? "refund of a closed bounty" : "refund of an open bounty");
        } catch {}
    }

    /// USDC that somebody sends without a word.
    function give(uint8 amount) external act {
        usdc.mint(address(escrow), 1 + uint256(amount));
        gifts += 1 + uint256(amount);
        _tally("give");
    }

    function pass(uint32 time) external act {
        vm.warp(block.timestamp + 1 + (time % 3 == 0 ? time % 40 days : time % 2 days));
        _tally("pass");
    }

    /// Circle freezes somebody, or lets them go: a sponsor, or a contributor's wallet.
    function freeze(uint8 who) external act {
        address account = who % 2 == 0 ? sponsors[(who / 2) % sponsors.length] : wallets[(who / 2) % wallets.length];
        if (usdc.isBlacklisted(account)) usdc.unBlacklist(account);
        else usdc.blacklist(account);
        _tally("freeze");
    }

    function _look(Ghost storage ghost, uint256 who) private view returns (Before memory before) {
        before.other = sponsors[(who + 1) % sponsors.length];
        before.worth = _worth(ghost, before.other);
        (before.pool, before.shares,,,) = escrow.bounties(ghost.id);
        (before.stake,) = escrow.stakes(ghost.id, sponsors[who % sponsors.length]);
        before.balance = usdc.balanceOf(sponsors[who % sponsors.length]);
    }

    function _worth(Ghost storage ghost, address sponsor) internal view returns (uint256) {
        (uint96 pool, uint128 shares,,,) = escrow.bounties(ghost.id);
        (uint128 stake,) = escrow.stakes(ghost.id, sponsor);
        return stake == 0 ? 0 : uint256(pool) * stake / shares;
    }

    /// Said anew, from the header: an open bounty's stake stays until its commitment is over, and while locked four lock
    /// periods more; nothing goes while anything is under review.
    function _mayNotRefund(Ghost storage ghost, address sponsor, bool byThemselves) private view returns (bool) {
        (uint40 until,,) = escrow.reviews(ghost.id);
        if (block.timestamp < until) return true;
        if (_isClosed(ghost.id)) return false;
        (, uint40 committed) = escrow.stakes(ghost.id, sponsor);
        (,, uint40 lockEnd) = escrow.locks(ghost.id);
        bool held = block.timestamp < lockEnd && block.timestamp < committed + 4 * LOCK;
        return !byThemselves || block.timestamp < committed || held;
    }
}
