// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Admission, Commit, Link} from "../../contracts/Facts.sol";
import {Deployed} from "./Deployed.sol";
import {IPrax, Proof} from "./Interfaces.sol";
import {vm} from "./Vm.sol";

/// People with wallets, and the ghost of what each should hold. `broken` as in Stage.sol.
abstract contract PraxStage is Deployed {
    uint256 internal constant PEOPLE = 3;
    uint256 internal constant WALLETS = 4; // that each of them may link, one after another
    uint256 internal constant REWARD = 100e18;
    uint256 internal constant ATTEMPT = 1_000; // basis points
    uint256 internal constant EPOCH = 28 days;

    bytes32 internal action;
    uint256 public accrued; // wei, as is all below
    uint256 public revoked;
    mapping(uint256 who => uint256) public held;
    mapping(bytes32 id => uint256) internal amounts; // of a Commit or candidate
    mapping(bytes32 id => uint256) internal live;
    mapping(uint256 number => uint256) internal minted; // by epoch
    mapping(address wallet => bytes32) internal owners;
    address[WALLETS][PEOPLE] internal wallets;
    uint256[PEOPLE] internal used; // of these
    address[PEOPLE] internal wallet; // in effect when it was last looked at
    address[PEOPLE] internal announced;
    uint64[PEOPLE] internal announcedAt; // unix seconds; 0 once rejected
    Commit[] internal commits;
    Admission[] internal admissions;

    mapping(string invariant => string) public broken;
    mapping(string name => uint256) public happened;

    function _set() internal {
        _deploy();
        action = prax.setAction(IPrax.Action(5, uint96(REWARD), uint16(ATTEMPT), 0), true);
        prax.setReferralReward(3, 50e18);
        for (uint256 who = 0; who < PEOPLE; ++who) {
            for (uint256 i = 0; i < WALLETS; ++i) {
                wallets[who][i] = address(uint160(0xD000 + who * 16 + i));
            }
            _link(who, who);
            wallet[who] = announced[who];
            _admit(who, 0);
        }
    }

    /// To the next wallet of that person, or the first of another, which consents.
    function _link(uint256 who, uint256 whose) internal {
        uint256 index = who == whose ? used[who] : 0;
        Link memory fact = Link(_person(who), wallets[whose][index], uint64(block.timestamp), 0);
        bytes memory kind = "Link(bytes32 contributor,address wallet,uint64 linkedAt,bytes32 evidence)";
        Proof memory proof = committee.attest(keccak256(abi.encode(keccak256(kind), fact)));
        vm.prank(fact.wallet);
        stakeholders.link(fact, proof, "");
        owners[fact.wallet] = fact.contributor;
        ++used[who];
        (announced[who], announcedAt[who]) = (fact.wallet, uint64(block.timestamp));
    }

    /// A Resident, whom another person referred, or nobody.
    function _admit(uint256 who, uint256 referrer) internal {
        bytes32 by = referrer == 0 ? bytes32(0) : _person(referrer - 1);
        Admission memory fact = Admission(_person(who), 3, by, uint64(block.timestamp), 0);
        stakeholders.admit(fact, committee.attest(_hash(fact)));
        admissions.push(fact);
    }

    function _person(uint256 who) internal pure returns (bytes32) {
        return bytes32((uint256(1) << 200) + who * 100);
    }

    function _hash(Commit memory fact) internal pure returns (bytes32) {
        bytes memory kind =
            "Commit(bytes32 subject,bytes32 work,bytes32 contributor,bytes32 action,uint16 quality,uint16 completion,uint16 total,uint64 completedAt,bytes32 evidence)";
        return keccak256(abi.encode(keccak256(kind), fact));
    }

    function _hash(Admission memory fact) internal pure returns (bytes32) {
        bytes memory kind =
            "Admission(bytes32 contributor,uint8 standing,bytes32 referrer,uint64 admittedAt,bytes32 evidence)";
        return keccak256(abi.encode(keccak256(kind), fact));
    }

    /// The first thing found wrong is kept.
    function _hold(string memory invariant, bool holds, string memory what) internal {
        if (!holds && bytes(broken[invariant]).length == 0) broken[invariant] = what;
    }
}
