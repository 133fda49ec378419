// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BatchProof, Proof} from "../invariants/Interfaces.sol";

/// Attesters and Stakeholders of a program in one, as any program may name: every fact is attested and revoked, everybody
/// is a stakeholder, and a contributor's wallet is what the low bits of their id say.
contract AnyFact {
    function requireAttested(bytes32, Proof calldata) external pure {}

    function requireAllAttested(bytes32[] calldata, BatchProof calldata) external pure {}

    function revokedAt(bytes32) external pure returns (uint256) {
        return 1;
    }

    function walletOf(bytes32 contributor) public pure returns (address) {
        return address(uint160(uint256(contributor)));
    }

    function accountOf(bytes32 contributor) external pure returns (address, address, uint8) {
        return (walletOf(contributor), address(0), 3);
    }

    // solhint-disable-next-line func-name-mixedcase
    function ATTESTERS() external view returns (address) {
        return address(this);
    }
}

/// A token of which everybody has plenty; it remembers who was paid what.
contract AnyToken {
    mapping(address to => uint256) public paid;

    function transfer(address to, uint256 amount) external returns (bool) {
        paid[to] += amount;
        return true;
    }

    function transferFrom(address, address, uint256) external pure returns (bool) {
        return true;
    }

    function balanceOf(address) external pure returns (uint256) {
        return type(uint256).max;
    }
}
