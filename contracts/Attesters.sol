// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ownable, Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {TransientSlot} from "@openzeppelin/contracts/utils/TransientSlot.sol";

import {Facts, Revocation} from "./Facts.sol";

/// What a fact is shown with: its Merkle branch (empty for a single fact), and the packed signatures over the root.
struct Proof {
    bytes32[] branch;
    bytes signatures;
}

/// What many facts of one root are shown with: a Merkle multiproof (the facts in ascending order of their leaves; see
/// OpenZeppelin's MerkleProof), and the packed signatures over the root.
struct BatchProof {
    bytes32[] siblings;
    bool[] flags;
    bytes signatures;
}

/*
 * ATTESTERS: who may vouch for facts.
 *
 * A committee of members signs `Attestation(bytes32 root)` under this contract's EIP-712 domain (name "Praxis",
 * version "1"). A root is the Merkle root of one or more fact hashes, pairs hashed in ascending order, taken from the
 * front of a queue (the complete tree of OpenZeppelin's merkle-tree); a single fact is its own root. A fact's preimage is
 * at least 96 bytes and a node's is 64, so a node never passes for a fact.
 *
 * INVARIANTS
 *   A1  Every accepted fact had signatures of at least `quorum` distinct members, members at that very moment, and was
 *       not revoked.
 *   A2  quorum > members / 2, and quorum ≤ members: two quorums always share a member, and there can be one.
 *
 * ROLES
 *   owner     chooses members and quorum; should be a Safe or a timelock. It can appoint a committee that signs
 *             anything, and it can renounce, which fixes the committee for ever. It cannot revoke a fact by itself.
 *   members   vouch, and revoke, by quorum. Fewer than a quorum can do nothing here.
 *   anybody   may submit a fact that a quorum signed.
 *
 * SIGNATURES are 65 bytes (r ‖ s ‖ v), s low, v 27 or 28, packed by ascending signer. All are verified: one bad
 * signature refuses the whole proof. Members are plain ECDSA keys; code at their address (EIP-7702) changes nothing.
 *
 * COST  The first fact of a root in a transaction pays for the signatures and emits them; the root is then remembered
 * until the transaction ends or the committee changes, and the other facts of the batch pay none.
 *
 * NON-GOALS  Nothing here says what a fact means or whether a consumer has used it already. Any 32 bytes may be shown as
 * a fact, a node too: a consumer hashes the fact itself.
 */
contract Attesters is EIP712, Ownable2Step {
    using Facts for Revocation;
    using TransientSlot for bytes32;
    using TransientSlot for TransientSlot.Uint256Slot;

    /// EIP-712 type of what members sign.
    bytes32 public constant ATTESTATION_TYPEHASH = keccak256("Attestation(bytes32 root)");
    uint256 private constant SIGNATURE_BYTES = 65;

    /// Bumped by every change of members or quorum, so that a root remembered before it counts no more. Starts at 1.
    uint64 public configuration;
    /// How many distinct members have to sign.
    uint32 public quorum; // beside `configuration`, in one slot: a proof reads both
    /// How many members there are.
    uint32 public memberCount;

    /// Whether an account may sign now.
    mapping(address account => bool) public isMember;

    /// When a fact was revoked, in unix seconds; 0 if it was not.
    mapping(bytes32 fact => uint256) public revokedAt;

    /// An account may sign from now on.
    event MemberAdded(address indexed member);
    /// An account's signatures count no more, those it gave before included.
    event MemberRemoved(address indexed member);
    /// The committee was set or changed; `configuration` counts how often.
    event Configured(uint64 indexed configuration, uint32 memberCount, uint32 oldQuorum, uint32 newQuorum);
    /// A quorum's signatures over a root were accepted, at the root's first use in a transaction.
    event Attested(bytes32 indexed root, bytes signatures);
    /// A quorum revoked a fact, by a Revocation of that hash.
    event FactRevoked(bytes32 indexed fact, bytes32 indexed revocation, bytes32 evidence);

    /// The zero address cannot sign.
    error ZeroMember();
    /// No fact was shown.
    error NoFacts();
    /// The account that is to be added is a member already.
    error AlreadyMember(address account);
    /// The account that signed, or is to be removed, is not a member.
    error NotMember(address account);
    /// A quorum is more than half of the members and at most all.
    error QuorumOutOfRange(uint256 quorum, uint256 memberCount);
    /// A quorum revoked the fact at that time (unix seconds).
    error Revoked(bytes32 fact, uint256 revokedAt);
    /// The packed signatures' length, in bytes, is no multiple of 65.
    error SignaturesMalformed(uint256 length);
    /// There are fewer signatures than the quorum.
    error QuorumNotReached(uint256 signatures, uint256 quorum);
    /// Signers come in ascending order, each once.
    error SignersNotAscending(address previous, address signer);

    /// @notice Start with these members; all can be changed by `owner`.
    constructor(address[] memory members, uint32 quorum_, address owner) EIP712("Praxis", "1") Ownable(owner) {
        _configure(members, new address[](0), quorum_);
    }

    /* COMMITTEE */

    /// @notice Change members and quorum; the quorum is checked against the members that result.
    function configure(address[] calldata add, address[] calldata remove, uint32 newQuorum) external onlyOwner {
        _configure(add, remove, newQuorum);
    }

    function _configure(address[] memory add, address[] memory remove, uint32 newQuorum) private {
        for (uint256 i = 0; i < remove.length; ++i) {
            require(isMember[remove[i]], NotMember(remove[i]));
            isMember[remove[i]] = false;
            emit MemberRemoved(remove[i]);
        }
        for (uint256 i = 0; i < add.length; ++i) {
            require(add[i] != address(0), ZeroMember());
            require(!isMember[add[i]], AlreadyMember(add[i]));
            isMember[add[i]] = true;
            emit MemberAdded(add[i]);
        }
        uint256 count = uint256(memberCount) + add.length - remove.length;
        require(newQuorum > count / 2 && newQuorum <= count, QuorumOutOfRange(newQuorum, count));
        emit Configured(++configuration, uint32(count), quorum, newQuorum);
        // forge-lint: disable-next-line(unsafe-typecast) // nobody pays for 2^32 members
        memberCount = uint32(count);
        quorum = newQuorum;
    }

    /* FACTS */

    /// @notice Revert unless a quorum of the present members signed a root that holds `fact`, and it is not revoked.
    function requireAttested(bytes32 fact, Proof calldata proof) public {
        _requireStanding(fact);
        _requireSigned(MerkleProof.processProofCalldata(proof.branch, fact), proof.signatures);
    }

    /// @notice The same for many facts of one root at once, for a fraction of the cost.
    function requireAllAttested(bytes32[] calldata facts, BatchProof calldata proof) external {
        require(facts.length > 0, NoFacts());
        for (uint256 i = 0; i < facts.length; ++i) {
            _requireStanding(facts[i]);
        }
        // A fact alone is its own root: the multiproof would say so too, for 500 gas more.
        bool alone = facts.length == 1 && proof.siblings.length == 0 && proof.flags.length == 0;
        bytes32 root = alone ? facts[0] : MerkleProof.processMultiProofCalldata(proof.siblings, proof.flags, facts);
        _requireSigned(root, proof.signatures);
    }

    /// @notice Record, by the quorum itself, that a fact no longer holds. Not to be undone: a corrected fact is a new one.
    function revoke(Revocation calldata revocation, Proof calldata proof) external {
        bytes32 fact = revocation.fact;
        _requireStanding(fact);
        bytes32 id = revocation.hash();
        requireAttested(id, proof);
        revokedAt[fact] = block.timestamp;
        emit FactRevoked(fact, id, revocation.evidence);
    }

    function _requireStanding(bytes32 fact) private view {
        uint256 time = revokedAt[fact];
        require(time == 0, Revoked(fact, time));
    }

    function _requireSigned(bytes32 root, bytes calldata signatures) private {
        TransientSlot.Uint256Slot remembered = root.asUint256();
        uint256 present = configuration;
        if (remembered.tload() == present) return;
        _requireQuorum(_hashTypedDataV4(keccak256(abi.encode(ATTESTATION_TYPEHASH, root))), signatures);
        remembered.tstore(present);
        emit Attested(root, signatures);
    }

    function _requireQuorum(bytes32 digest, bytes calldata signatures) private view {
        uint256 count = signatures.length / SIGNATURE_BYTES;
        require(count * SIGNATURE_BYTES == signatures.length, SignaturesMalformed(signatures.length));
        require(count >= quorum, QuorumNotReached(count, quorum));
        address previous = address(0);
        for (uint256 i = 0; i < count; ++i) {
            address signer = ECDSA.recoverCalldata(digest, signatures[i * SIGNATURE_BYTES:(i + 1) * SIGNATURE_BYTES]);
            require(signer > previous, SignersNotAscending(previous, signer));
            require(isMember[signer], NotMember(signer));
            previous = signer;
        }
    }
}
