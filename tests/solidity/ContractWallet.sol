// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// A wallet that is a contract, as a Safe is: its owner signs for it (ERC-1271), and it makes many calls in one
/// transaction, all or none. The first refusal comes out as it was.
contract ContractWallet is IERC1271 {
    struct Call {
        address to;
        bytes data;
    }

    address public immutable OWNER;

    error NotTheOwner(address caller);

    constructor(address owner) {
        OWNER = owner;
    }

    function execute(Call[] calldata calls) external {
        require(msg.sender == OWNER, NotTheOwner(msg.sender));
        for (uint256 i = 0; i < calls.length; ++i) {
            Address.functionCall(calls[i].to, calls[i].data);
        }
    }

    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4) {
        (address signer,,) = ECDSA.tryRecoverCalldata(digest, signature);
        return signer == OWNER ? IERC1271.isValidSignature.selector : bytes4(0);
    }
}
