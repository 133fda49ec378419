// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/*
 * FACTS: what attesters sign.
 *
 * A fact says who did what, how complete, with which evidence; never how much is paid and never to which wallet. Its
 * hash is its EIP-712 struct hash, without a domain: the domain enters once, where attesters sign a root of facts.
 *
 * UNITS   times are unix seconds of the forge's clock; quality, completion and total are basis points (10 000 = whole).
 * IDS     keccak256 of a canonical string of numeric ids; a contributor below 2^160 is a plain wallet.
 * EVIDENCE keccak256 of the canonical document that the fact was derived from.
 */

/// A contributor completed part of a subject by a work. `total` sums `completion` over all contributors of that work.
struct Commit {
    bytes32 subject;
    bytes32 work;
    bytes32 contributor;
    bytes32 action;
    uint16 quality;
    uint16 completion;
    uint16 total;
    uint64 completedAt;
    bytes32 evidence;
}

/// A work made progress. `replaces` ≠ 0 is a maintainer's act: the lock passes from that work, or ends if `work` is 0.
struct Progress {
    bytes32 subject;
    bytes32 work;
    bytes32 contributor;
    bytes32 replaces;
    uint64 progressAt;
    bytes32 evidence;
}

/// A subject was closed with an explanation; `contributor` explained it and may be 0.
struct Closure {
    bytes32 subject;
    bytes32 contributor;
    uint64 closedAt;
    bytes32 evidence;
}

/// A contributor's standing: 0 none, 1 applicant for residency, 2 applicant as BOP, 3 Resident, 4 BOP.
struct Admission {
    bytes32 contributor;
    uint8 standing;
    bytes32 referrer;
    uint64 admittedAt;
    bytes32 evidence;
}

/// A contributor named a wallet as theirs.
struct Link {
    bytes32 contributor;
    address wallet;
    uint64 linkedAt;
    bytes32 evidence;
}

/// A fact no longer holds.
struct Revocation {
    bytes32 fact;
    bytes32 evidence;
}

// The standings that a successful application ends in.
uint8 constant RESIDENT = 3;
uint8 constant BOP = 4;

// Ids below this are plain wallets, or nobody.
uint256 constant FIRST_HASHED_CONTRIBUTOR = 1 << 160;

/// The fact names a moment that has not come yet.
error FactFromFuture(uint64 factTime, uint256 currentTime);

/// @notice EIP-712 struct hashes of the six facts.
library Facts {
    bytes32 internal constant COMMIT_TYPEHASH = keccak256(
        "Commit(bytes32 subject,bytes32 work,bytes32 contributor,bytes32 action,uint16 quality,uint16 completion,uint16 total,uint64 completedAt,bytes32 evidence)"
    );
    bytes32 internal constant PROGRESS_TYPEHASH = keccak256(
        "Progress(bytes32 subject,bytes32 work,bytes32 contributor,bytes32 replaces,uint64 progressAt,bytes32 evidence)"
    );
    bytes32 internal constant CLOSURE_TYPEHASH =
        keccak256("Closure(bytes32 subject,bytes32 contributor,uint64 closedAt,bytes32 evidence)");
    bytes32 internal constant ADMISSION_TYPEHASH =
        keccak256("Admission(bytes32 contributor,uint8 standing,bytes32 referrer,uint64 admittedAt,bytes32 evidence)");
    bytes32 internal constant LINK_TYPEHASH =
        keccak256("Link(bytes32 contributor,address wallet,uint64 linkedAt,bytes32 evidence)");
    bytes32 internal constant REVOCATION_TYPEHASH = keccak256("Revocation(bytes32 fact,bytes32 evidence)");

    function hash(Commit calldata fact) internal pure returns (bytes32) {
        return keccak256(abi.encode(COMMIT_TYPEHASH, fact));
    }

    function hash(Progress calldata fact) internal pure returns (bytes32) {
        return keccak256(abi.encode(PROGRESS_TYPEHASH, fact));
    }

    function hash(Closure calldata fact) internal pure returns (bytes32) {
        return keccak256(abi.encode(CLOSURE_TYPEHASH, fact));
    }

    function hash(Admission calldata fact) internal pure returns (bytes32) {
        return keccak256(abi.encode(ADMISSION_TYPEHASH, fact));
    }

    function hash(Link calldata fact) internal pure returns (bytes32) {
        return keccak256(abi.encode(LINK_TYPEHASH, fact));
    }

    function hash(Revocation calldata fact) internal pure returns (bytes32) {
        return keccak256(abi.encode(REVOCATION_TYPEHASH, fact));
    }

    /// @dev Facts are about what happened: a moment still to come is refused, now itself is not.
    function requirePast(uint64 factTime) internal view {
        require(factTime <= block.timestamp, FactFromFuture(factTime, block.timestamp));
    }
}
