// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BatchProof, IAttesters, Proof} from "./Interfaces.sol";
import {vm} from "./Vm.sol";

/// Three attesters of whom as many sign as the contract wants: `Attestation(bytes32 root)`, packed, signers ascending.
contract Committee {
    uint256 public constant QUORUM = 2;

    address[] public members; // ascending
    mapping(address member => uint256) private _keys;
    IAttesters private _attesters;
    bytes32 private _domain;

    constructor() {
        for (uint256 key = 0xA11; key < 0xA14; ++key) {
            address member = vm.addr(key);
            _keys[member] = key;
            members.push(member);
            for (uint256 i = members.length - 1; i > 0 && members[i] < members[i - 1]; --i) {
                (members[i], members[i - 1]) = (members[i - 1], members[i]);
            }
        }
    }

    /// For which contract they sign from now on.
    function serve(address attesters) external {
        _attesters = IAttesters(attesters);
        _domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Praxis"),
                keccak256("1"),
                block.chainid,
                attesters
            )
        );
    }

    function everybody() external view returns (address[] memory) {
        return members;
    }

    /// A fact that is its own root.
    function attest(bytes32 fact) external view returns (Proof memory) {
        return Proof(new bytes32[](0), _sign(fact, _attesters.quorum()));
    }

    /// The same with one signature too few.
    function attestTooFew(bytes32 fact) external view returns (Proof memory) {
        return Proof(new bytes32[](0), _sign(fact, _attesters.quorum() - 1));
    }

    /// Facts of a root that has no others.
    function attestAll(bytes32[] memory facts) external view returns (BatchProof memory) {
        bool[] memory flags = new bool[](facts.length - 1);
        bytes32[] memory nodes = new bytes32[](2 * facts.length - 1);
        for (uint256 i = 0; i < facts.length; ++i) {
            nodes[i] = facts[i];
        }
        for (uint256 i = 0; i < flags.length; ++i) {
            flags[i] = true;
            nodes[facts.length + i] = _pair(nodes[2 * i], nodes[2 * i + 1]);
        }
        return BatchProof(new bytes32[](0), flags, _sign(nodes[nodes.length - 1], _attesters.quorum()));
    }

    function _sign(bytes32 root, uint256 count) private view returns (bytes memory signatures) {
        bytes32 attestation = keccak256(abi.encode(keccak256("Attestation(bytes32 root)"), root));
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", _domain, attestation));
        for (uint256 i = 0; i < count && i < members.length; ++i) {
            (uint8 v, bytes32 r, bytes32 s) = vm.sign(_keys[members[i]], digest);
            signatures = abi.encodePacked(signatures, r, s, v);
        }
    }

    function _pair(bytes32 left, bytes32 right) private pure returns (bytes32) {
        return left < right ? keccak256(abi.encode(left, right)) : keccak256(abi.encode(right, left));
    }
}
