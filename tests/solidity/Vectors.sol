// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";

import {BountyEscrow} from "../../contracts/BountyEscrow.sol";
import {Admission, Closure, Commit, Facts, Link, Progress, Revocation} from "../../contracts/Facts.sol";
import {Prax} from "../../contracts/Prax.sol";

/// The golden vectors' other side: everything that has no function of its own in the contracts, computed by Solidity from
/// the contracts' own structs, type hashes and libraries.
contract Vectors {
    using Facts for *;

    function hashCommit(Commit calldata fact) external pure returns (bytes32 typeHash, bytes32 factHash) {
        return (Facts.COMMIT_TYPEHASH, fact.hash());
    }

    function hashProgress(Progress calldata fact) external pure returns (bytes32 typeHash, bytes32 factHash) {
        return (Facts.PROGRESS_TYPEHASH, fact.hash());
    }

    function hashClosure(Closure calldata fact) external pure returns (bytes32 typeHash, bytes32 factHash) {
        return (Facts.CLOSURE_TYPEHASH, fact.hash());
    }

    function hashAdmission(Admission calldata fact) external pure returns (bytes32 typeHash, bytes32 factHash) {
        return (Facts.ADMISSION_TYPEHASH, fact.hash());
    }

    function hashLink(Link calldata fact) external pure returns (bytes32 typeHash, bytes32 factHash) {
        return (Facts.LINK_TYPEHASH, fact.hash());
    }

    function hashRevocation(Revocation calldata fact) external pure returns (bytes32 typeHash, bytes32 factHash) {
        return (Facts.REVOCATION_TYPEHASH, fact.hash());
    }

    function root(bytes32[] calldata branch, bytes32 leaf) external pure returns (bytes32) {
        return MerkleProof.processProofCalldata(branch, leaf);
    }

    function rootTogether(bytes32[] calldata siblings, bool[] calldata flags, bytes32[] calldata leaves)
        external
        pure
        returns (bytes32)
    {
        return MerkleProof.processMultiProofCalldata(siblings, flags, leaves);
    }

    function hashName(string calldata name) external pure returns (bytes32) {
        return keccak256(bytes(name));
    }

    function walletContributor(address wallet) external pure returns (bytes32) {
        return bytes32(uint256(uint160(wallet)));
    }

    function commitId(bytes32 subject, bytes32 work, bytes32 contributor) external pure returns (bytes32) {
        return keccak256(abi.encode(subject, work, contributor));
    }

    function programId(BountyEscrow.Program calldata program) external pure returns (bytes32) {
        return keccak256(abi.encode(program));
    }

    function actionId(Prax.Action calldata action) external pure returns (bytes32) {
        return keccak256(abi.encode(action));
    }

    function fundingNonce(bytes32 bounty, bytes32 terms, uint16 maxAwarded, bytes32 salt)
        external
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(bounty, terms, maxAwarded, salt));
    }

    function separator(string calldata name, string calldata version, uint256 chainId, address verifier)
        external
        pure
        returns (bytes32)
    {
        // Name, version, chain and contract, no salt: the fields that all of this project's domains have (ERC-5267).
        return MessageHashUtils.toDomainSeparator(bytes1(0x0f), name, version, chainId, verifier, 0);
    }

    function attestationDigest(bytes32 domain, bytes32 typeHash, bytes32 root_) external pure returns (bytes32) {
        return MessageHashUtils.toTypedDataHash(domain, keccak256(abi.encode(typeHash, root_)));
    }

    function linkDigest(bytes32 domain, bytes32 typeHash, bytes32 contributor, address wallet, uint64 linkedAt)
        external
        pure
        returns (bytes32)
    {
        bytes32 message = keccak256(abi.encode(typeHash, contributor, wallet, linkedAt));
        return MessageHashUtils.toTypedDataHash(domain, message);
    }

    function releaseDigest(
        bytes32 domain,
        bytes32 typeHash,
        bytes32 award,
        bytes32 fact,
        address to,
        uint256 maxFee,
        uint256 deadline
    ) external pure returns (bytes32) {
        bytes32 message = keccak256(abi.encode(typeHash, award, fact, to, maxFee, deadline));
        return MessageHashUtils.toTypedDataHash(domain, message);
    }

    function signerOf(bytes32 digest, bytes calldata signature) external pure returns (address) {
        return ECDSA.recoverCalldata(digest, signature);
    }
}
