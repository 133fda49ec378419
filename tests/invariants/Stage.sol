// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Commit, Link} from "../../contracts/Facts.sol";
import {Deployed} from "./Deployed.sol";
import {IBountyEscrow, Proof} from "./Interfaces.sol";
import {Vm, vm} from "./Vm.sol";

/// People, programs and bounties, and the ghost: what the history so far should have come to, kept beside the contracts.
/// Money is counted where USDC says it went. `broken` holds what an act found to be wrong, by the id of the invariant.
abstract contract Stage is Deployed {
    uint32 internal constant LOCK = 5 days;
    uint32 internal constant REVIEW = 3 days;
    uint32 internal constant COMMITMENT = 10 days;
    uint256 internal constant WHOLE = 10_000;
    bytes32 internal constant COMMIT_TYPEHASH = keccak256(
        "Commit(bytes32 subject,bytes32 work,bytes32 contributor,bytes32 action,uint16 quality,uint16 completion,uint16 total,uint64 completedAt,bytes32 evidence)"
    );

    /// A bounty, and what the history did to it.
    struct Ghost {
        bytes32 program;
        string uri;
        bytes32 subject;
        bytes32 id;
        bool reviewed;
        uint256 funded; // base units, as are the next two
        uint256 paid;
        uint256 refunded;
        uint256 awarded; // basis points
    }

    address[] public sponsors;
    address[] public wallets; // of contributors 1, 2, 3 …; the last is linked to nobody
    Ghost[] internal ghosts;
    bytes32[] internal awardIds;
    mapping(bytes32 award => uint256) internal bountyOf; // index + 1
    mapping(bytes32 award => uint256) public live;

    uint256 public gifts;
    uint256 public events;
    mapping(string invariant => string) public broken;
    mapping(string name => uint256) public happened;

    function _set() internal {
        _deploy();
        for (uint256 i = 0; i < 3; ++i) {
            address sponsor = address(uint160(0x5000 + i));
            sponsors.push(sponsor);
            wallets.push(address(uint160(0xC000 + i)));
            usdc.mint(sponsor, 1_000_000e6);
            vm.prank(sponsor);
            usdc.approve(address(escrow), type(uint256).max);
            if (i < 2) _link(i);
        }
        _bounties(_program(0), false);
        _bounties(_program(REVIEW), true);
    }

    function _program(uint32 review) private returns (bytes32) {
        return escrow.createProgram(
            IBountyEscrow.Program(
                address(attesters), LOCK, review, COMMITMENT, address(this), 50e6, address(stakeholders), 0
            )
        );
    }

    function _bounties(bytes32 program, bool reviewed) private {
        for (uint256 i = 0; i < 2; ++i) {
            string memory uri = i == 0 ? "issue/1" : "issue/2";
            bytes32 subject = keccak256(bytes(uri));
            bytes32 id = keccak256(abi.encode(program, subject));
            ghosts.push(Ghost(program, uri, subject, id, reviewed, 0, 0, 0, 0));
        }
    }

    function _link(uint256 who) internal {
        Link memory fact = Link(_contributor(who), wallets[who], uint64(block.timestamp), 0);
        bytes32 id = keccak256(
            abi.encode(keccak256("Link(bytes32 contributor,address wallet,uint64 linkedAt,bytes32 evidence)"), fact)
        );
        Proof memory proof = committee.attest(id);
        vm.prank(wallets[who]);
        stakeholders.link(fact, proof, "");
    }

    function _contributor(uint256 who) internal pure returns (bytes32) {
        return bytes32(type(uint256).max - 10 + who);
    }

    function _hash(Commit memory commit) internal pure returns (bytes32) {
        return keccak256(abi.encode(COMMIT_TYPEHASH, commit));
    }

    function _award(Ghost storage ghost, bytes32 work, bytes32 contributor) internal returns (bytes32 id) {
        id = keccak256(abi.encode(ghost.id, work, contributor));
        for (uint256 i = 0; bountyOf[id] == 0; ++i) {
            if (ghosts[i].id != ghost.id) continue;
            bountyOf[id] = i + 1;
            awardIds.push(id);
        }
    }

    function _isClosed(bytes32 bounty) internal view returns (bool) {
        (,, uint16 awarded, bool explained,) = escrow.bounties(bounty);
        return explained || awarded == WHOLE;
    }

    /// An act begins: what is emitted from now on counts, if it succeeds.
    modifier act() {
        vm.recordLogs();
        _;
    }

    /// The first thing found wrong is kept.
    function _hold(string memory invariant, bool holds, string memory what) internal {
        if (!holds && bytes(broken[invariant]).length == 0) broken[invariant] = what;
    }

    /// E8: counts the events since the last act, whose first word is their number.
    function _tally(string memory name) internal {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].emitter != address(escrow)) continue;
            bytes memory data = logs[i].data;
            uint256 sequence;
            assembly ("memory-safe") {
                sequence := mload(add(data, 32))
            }
            _hold("E8", sequence == ++events, "an event's number is not the next one");
        }
        ++happened[name];
    }
}
