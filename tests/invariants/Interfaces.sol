// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Admission, Closure, Commit, Link, Progress, Revocation} from "../../contracts/Facts.sol";

// What the harnesses call, so that they need not compile the contracts, which takes a minute. A signature that is wrong
// here reverts in every call, and `test_every_act_happens` is red.

struct Proof {
    bytes32[] branch;
    bytes signatures;
}

struct BatchProof {
    bytes32[] siblings;
    bool[] flags;
    bytes signatures;
}

interface IAttesters {
    function configure(address[] calldata add, address[] calldata remove, uint32 newQuorum) external;
    function revoke(Revocation calldata revocation, Proof calldata proof) external;
    function isMember(address account) external view returns (bool);
    function quorum() external view returns (uint32);
    function memberCount() external view returns (uint32);
    function revokedAt(bytes32 fact) external view returns (uint256);
}

interface IStakeholders {
    function link(Link calldata fact, Proof calldata proof, bytes calldata walletSignature) external;
    function acceptChange(bytes32 contributor, address wallet, uint64 linkedAt, bytes calldata signature) external;
    function rejectChange(bytes32 contributor) external;
    function admit(Admission calldata fact, Proof calldata proof) external;
    function walletOf(bytes32 contributor) external view returns (address);
    function contributorOf(address wallet) external view returns (bytes32);
    function referrerOf(bytes32 contributor) external view returns (bytes32);
    function standingOf(bytes32 contributor) external view returns (uint8);
}

interface IPrax {
    struct Action {
        uint8 category;
        uint96 reward;
        uint16 attemptShare;
        bytes32 specification;
    }

    function setAction(Action calldata action, bool open) external returns (bytes32 id);
    function setReferralReward(uint8 standing, uint96 reward) external;
    function setEpochCap(uint96 cap) external;
    function accrue(Commit calldata commit, Proof calldata proof) external;
    function accrueReferral(Admission calldata admission, Proof calldata proof) external;
    function revoke(Commit calldata commit) external;
    function revokeReferral(Admission calldata admission) external;
    function recover(bytes32 contributor) external;
    function holderOf(bytes32 contributor) external view returns (address);
    function totalSupply() external view returns (uint256);
    function balanceOf(address account) external view returns (uint256);
    function transfer(address to, uint256 amount) external returns (bool);
    function transferFrom(address from, address to, uint256 amount) external returns (bool);
    function epoch() external view returns (uint96 cap, uint96 minted, uint64 number);
    function accruals(bytes32 commit) external view returns (uint96 amount, bytes20 fact);
    function getVotes(address account) external view returns (uint256);
}

interface IBountyEscrow {
    struct Program {
        address attesters;
        uint32 lockPeriod;
        uint32 reviewPeriod;
        uint32 commitmentPeriod;
        address arbiter;
        uint96 closingAward;
        address stakeholders;
        uint96 minimum;
    }

    struct Funding {
        bytes32 program;
        string subjectUri;
        uint96 amount;
        bytes32 terms;
        uint16 maxAwarded;
    }

    struct Earned {
        bytes32 subject;
        bytes32 work;
    }

    struct Direction {
        bytes32 fact;
        address to;
        uint256 maxFee;
        uint256 deadline;
        bytes signature;
    }

    function createProgram(Program calldata rules) external returns (bytes32 id);
    function fund(Funding calldata funding) external;
    function lock(bytes32 program, Progress calldata progress, Proof calldata proof) external;
    function award(bytes32 program, Commit[] calldata commits, BatchProof calldata proof) external;
    function close(bytes32 program, Closure calldata closure, Proof calldata proof) external;
    function cancel(bytes32 program, Commit[] calldata commits) external;
    function cancelClosure(bytes32 program, Closure calldata closure) external;
    function release(bytes32 program, bytes32 contributor, Earned[] calldata earned) external;
    function releaseTo(
        bytes32 program,
        bytes32 contributor,
        Earned calldata earned,
        Direction calldata direction,
        uint96 fee
    ) external;
    function refund(bytes32 program, bytes32 subject, address sponsor) external;
    function totals() external view returns (uint128 escrowed, uint64 sequence);
    function bounties(bytes32 bounty)
        external
        view
        returns (uint96 pool, uint128 shares, uint16 awarded, bool explained, bool reviewed);
    function locks(bytes32 bounty) external view returns (bytes20 work, uint40 start, uint40 end);
    function reviews(bytes32 bounty) external view returns (uint40 until, uint40 closureEnd, bytes20 closure);
    function stakes(bytes32 bounty, address sponsor) external view returns (uint128 shares, uint40 committedUntil);
    function awards(bytes32 award)
        external
        view
        returns (uint96 amount, uint40 reviewEnd, uint16 completion, bytes12 fact, uint8 state);
}

/// Circle's FiatTokenV2_2, with what its roles may do.
interface ICircleUsdc {
    function initialize(
        string calldata name,
        string calldata symbol,
        string calldata currency,
        uint8 decimals,
        address masterMinter,
        address pauser,
        address blacklister,
        address owner
    ) external;
    function initializeV2(string calldata name) external;
    function initializeV2_1(address lostAndFound) external;
    function initializeV2_2(address[] calldata blacklisted, string calldata symbol) external;
    function changeAdmin(address admin) external;
    function configureMinter(address minter, uint256 allowance) external returns (bool);
    function mint(address to, uint256 amount) external returns (bool);
    function approve(address spender, uint256 amount) external returns (bool);
    function transfer(address to, uint256 amount) external returns (bool);
    function balanceOf(address account) external view returns (uint256);
    function blacklist(address account) external;
    function unBlacklist(address account) external;
    function isBlacklisted(address account) external view returns (bool);
    function pause() external;
    function unpause() external;
    function paused() external view returns (bool);
}
