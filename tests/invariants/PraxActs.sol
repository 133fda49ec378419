// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Admission, Commit, Revocation} from "../../contracts/Facts.sol";
import {Proof} from "./Interfaces.sol";
import {PraxStage} from "./PraxStage.sol";
import {vm} from "./Vm.sol";

/// What people, the committee and the owner (this contract) do.
contract PraxActs is PraxStage {
    constructor() {
        _set();
    }

    function accrue(uint8 person, uint8 work, uint16 quality, uint16 completion, bool tooFew) external {
        uint256 who = person % PEOPLE;
        Commit memory commit = Commit(
            0,
            bytes32(uint256(work % 4)),
            _person(who),
            action,
            quality % 20_001,
            completion % 10_001,
            10_000,
            uint64(START),
            bytes32(uint256(work / 4 % 2))
        );
        bytes32 id = keccak256(abi.encode(commit.subject, commit.work, commit.contributor));
        Proof memory proof = tooFew ? committee.attestTooFew(_hash(commit)) : committee.attest(_hash(commit));
        try prax.accrue(commit, proof) {
            uint256 share = ATTEMPT * 10_000 + (10_000 - ATTEMPT) * commit.completion;
            _mint(who, id, REWARD * commit.quality * share / 1e12);
            _hold("A1", !tooFew, "a fact was accepted with a signature too few");
            commits.push(commit);
            ++happened["accrue"];
        } catch {}
    }

    function refer(uint8 which) external {
        Admission memory admission = admissions[which % admissions.length];
        try prax.accrueReferral(admission, committee.attest(_hash(admission))) {
            bytes32 referrer = stakeholders.referrerOf(admission.contributor);
            for (uint256 who = 0; who < PEOPLE; ++who) {
                if (referrer == _person(who)) _mint(who, admission.contributor, 50e18);
            }
            ++happened["refer"];
        } catch {}
    }

    function admit(uint8 person, uint8 referrer) external {
        try this.admitNow(person % PEOPLE, referrer % (PEOPLE + 1)) {
            ++happened["admit"];
        } catch {}
    }

    function revokeFact(uint8 which, bool referral) external {
        if (!referral && commits.length == 0) return;
        bytes32 fact = referral ? _hash(admissions[which % admissions.length]) : _hash(commits[which % commits.length]);
        Revocation memory revocation = Revocation(fact, 0);
        bytes32 id = keccak256(abi.encode(keccak256("Revocation(bytes32 fact,bytes32 evidence)"), revocation));
        try attesters.revoke(revocation, committee.attest(id)) {
            ++happened["revokeFact"];
        } catch {}
    }

    function burn(uint8 which) external {
        if (commits.length == 0) return;
        Commit memory commit = commits[which % commits.length];
        try prax.revoke(commit) {
            _hold("P1", attesters.revokedAt(_hash(commit)) != 0, "something was burned that nobody revoked");
            bytes32 id = keccak256(abi.encode(commit.subject, commit.work, commit.contributor));
            _burn(_who(commit.contributor), id);
            --live[id];
            ++happened["burn"];
        } catch {}
    }

    /// The candidate's referral stays used.
    function burnReferral(uint8 which) external {
        Admission memory admission = admissions[which % admissions.length];
        try prax.revokeReferral(admission) {
            _burn(_who(stakeholders.referrerOf(admission.contributor)), admission.contributor);
            ++happened["burnReferral"];
        } catch {}
    }

    function changeWallet(uint8 person) external {
        uint256 who = person % PEOPLE;
        if (used[who] == WALLETS) return;
        address before = stakeholders.walletOf(_person(who));
        try this.linkNow(who, who) {
            wallet[who] = before;
            ++happened["changeWallet"];
        } catch {}
    }

    /// The wallet in effect accepts a change, or another one pretends to.
    function acceptChange(uint8 person, uint8 by) external {
        uint256 who = person % PEOPLE;
        address present = stakeholders.walletOf(_person(who));
        address caller = by % 2 == 0 ? present : wallets[by % PEOPLE][by % WALLETS];
        vm.prank(caller);
        try stakeholders.acceptChange(_person(who), announced[who], announcedAt[who], "") {
            _hold("S1", caller == present, "a change was accepted by another than the wallet in effect");
            wallet[who] = announced[who];
            ++happened["acceptChange"];
        } catch {}
    }

    function rejectChange(uint8 person) external {
        uint256 who = person % PEOPLE;
        vm.prank(stakeholders.walletOf(_person(who)));
        try stakeholders.rejectChange(_person(who)) {
            announcedAt[who] = 0;
            ++happened["rejectChange"];
        } catch {}
    }

    /// Somebody else's wallet is named by an attested Link, though it consents; then that wallet tries to send its PRAX.
    function steal(uint8 person, uint8 other) external {
        (uint256 who, uint256 whose) = (person % PEOPLE, other % PEOPLE);
        if (who == whose) return;
        try this.linkNow(who, whose) {
            _hold("S2", false, "a wallet was linked to two people");
        } catch {}
        vm.prank(wallets[whose][0]);
        try prax.transfer(wallets[who][0], 0) {
            _hold("P3", false, "a transfer succeeded");
        } catch {}
    }

    function recover(uint8 person) external {
        prax.recover(_person(person % PEOPLE));
        ++happened["recover"];
    }

    function cap(uint8 part) external {
        prax.setEpochCap(uint96(EPOCH_CAP * part / 128));
        ++happened["cap"];
    }

    /// The owner wants another quorum, and a fourth member or not.
    function configure(uint8 quorum) external {
        address[] memory none = new address[](0);
        address[] memory fourth = new address[](1);
        fourth[0] = address(0x4444);
        bool isMember = attesters.isMember(fourth[0]);
        (address[] memory add, address[] memory remove) = isMember ? (none, fourth) : (fourth, none);
        if (quorum % 2 == 0) (add, remove) = (none, none);
        try attesters.configure(add, remove, quorum % 6) {
            ++happened["configure"];
        } catch {}
    }

    function pass(uint32 time) external {
        vm.warp(block.timestamp + 1 + time % 4 days);
        ++happened["pass"];
    }

    // Facts are built and signed in here, where a refusal undoes what was noted of them.

    function admitNow(uint256 who, uint256 referrer) external {
        require(msg.sender == address(this));
        _admit(who, referrer);
    }

    function linkNow(uint256 who, uint256 whose) external {
        require(msg.sender == address(this));
        _link(who, whose);
    }

    function _mint(uint256 who, bytes32 id, uint256 amount) private {
        (uint96 most,,) = prax.epoch();
        uint256 number = block.timestamp / EPOCH;
        (accrued, held[who], amounts[id], minted[number]) =
        (accrued + amount, held[who] + amount, amount, minted[number] + amount);
        _hold("P2", ++live[id] == 1, "a Commit or a candidate was accrued twice");
        _hold("P2", amount == 0 || minted[number] <= most, "an epoch minted more than its cap");
        _hold("P2", stakeholders.standingOf(_person(who)) != 0, "somebody without standing accrued");
    }

    function _burn(uint256 who, bytes32 id) private {
        (revoked, held[who], amounts[id]) = (revoked + amounts[id], held[who] - amounts[id], 0);
    }

    function _who(bytes32 person) private pure returns (uint256) {
        return (uint256(person) - (uint256(1) << 200)) / 100;
    }

    /* WHAT SHOULD HOLD */

    /// P1.
    function balanced() external view {
        require(prax.totalSupply() == accrued - revoked, "the supply is not what accrued without what was revoked");
        for (uint256 who = 0; who < PEOPLE; ++who) {
            uint256 sum = 0;
            for (uint256 i = 0; i < WALLETS; ++i) {
                sum += prax.balanceOf(wallets[who][i]);
            }
            require(sum == held[who], "somebody holds another amount than theirs");
        }
    }

    /// P3: all of a person's PRAX lies in one wallet of theirs.
    function gathered() external view {
        for (uint256 who = 0; who < PEOPLE; ++who) {
            address holder = prax.holderOf(_person(who));
            require(stakeholders.contributorOf(holder) == _person(who), "PRAX lies with somebody else");
            require(prax.balanceOf(holder) == held[who], "a person's PRAX is scattered");
            require(prax.getVotes(holder) == held[who], "votes are not what is held");
        }
    }

    /// A2.
    function safe() external view {
        uint256 quorum = attesters.quorum();
        require(2 * quorum > attesters.memberCount(), "two quorums may have no member in common");
        require(quorum <= attesters.memberCount(), "no quorum can be reached");
    }

    /// S1: a wallet is the one last known, or the one announced three days ago at least.
    function announcedFirst() external view {
        for (uint256 who = 0; who < PEOPLE; ++who) {
            address present = stakeholders.walletOf(_person(who));
            bool due = announcedAt[who] != 0 && block.timestamp >= announcedAt[who] + 72 hours;
            require(present == wallet[who] || (due && present == announced[who]), "a wallet changed too early");
        }
    }

    /// S2.
    function distinct() external view {
        for (uint256 who = 0; who < PEOPLE; ++who) {
            for (uint256 i = 0; i < used[who]; ++i) {
                address wallet = wallets[who][i];
                require(stakeholders.contributorOf(wallet) == owners[wallet], "a wallet serves another person");
            }
        }
    }

    /// That nothing an act saw contradicts this invariant.
    function kept(string calldata invariant) external view {
        require(bytes(broken[invariant]).length == 0, broken[invariant]);
    }
}
