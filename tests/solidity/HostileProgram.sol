// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";

import {BatchProof, Proof} from "../../contracts/Attesters.sol";

/// Attesters, Stakeholders, arbiter, sponsor and wallet in one, written to rob the escrow. Every fact is attested, every
/// fact is revoked, everybody's wallet is the one it was told, every signature is its own; and in the middle of each
/// question that it is asked, it calls back. It reverts with `Entered` if such a call gets any further than the guard.
contract HostileProgram {
    address public walletOfEverybody;
    uint256 public attempts; // made where state may change; others leave no trace unless they succeed
    address private _target;
    bytes[] private _calls;

    error Entered(uint256 index, bool success, bytes4 answer);

    function setWallet(address wallet) external {
        walletOfEverybody = wallet;
    }

    /// What is tried on `target` at every opportunity.
    function arm(address target, bytes[] calldata calls) external {
        (_target, _calls) = (target, calls);
    }

    /// Be the arbiter, a sponsor, or whoever else calls.
    function execute(address target, bytes calldata data) external {
        Address.functionCall(target, data);
    }

    function requireAttested(bytes32, Proof calldata) external {
        _callBack();
    }

    function requireAllAttested(bytes32[] calldata, BatchProof calldata) external {
        _callBack();
    }

    function revokedAt(bytes32) external view returns (uint256) {
        _callBackWithoutChanges();
        return 1;
    }

    function walletOf(bytes32) external view returns (address) {
        _callBackWithoutChanges();
        return walletOfEverybody;
    }

    function isValidSignature(bytes32, bytes calldata) external view returns (bytes4) {
        _callBackWithoutChanges();
        return IERC1271.isValidSignature.selector;
    }

    function _callBack() private {
        for (uint256 i = 0; i < _calls.length; ++i) {
            (bool success, bytes memory answer) = _target.call(_calls[i]);
            _requireGuarded(i, success, answer);
            ++attempts;
        }
    }

    function _callBackWithoutChanges() private view {
        for (uint256 i = 0; i < _calls.length; ++i) {
            (bool success, bytes memory answer) = _target.staticcall(_calls[i]);
            _requireGuarded(i, success, answer);
        }
    }

    function _requireGuarded(uint256 index, bool success, bytes memory answer) private pure {
        bytes4 guard = ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector;
        require(!success && bytes4(answer) == guard, Entered(index, success, bytes4(answer)));
    }
}
