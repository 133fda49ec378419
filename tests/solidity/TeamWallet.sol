// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

/// A wallet of several owners, built as a Safe is: `threshold` of them sign each transaction (anybody sends it), and a
/// message in the wallet's name they sign under the wallet's own domain, so that their signature of the bare digest is
/// worth nothing (ERC-1271). Signatures are 65 bytes each, packed by ascending signer.
contract TeamWallet is IERC1271, EIP712 {
    bytes32 public constant TRANSACTION_TYPEHASH = keccak256("Transaction(address to,bytes data,uint256 nonce)");
    bytes32 public constant MESSAGE_TYPEHASH = keccak256("Message(bytes32 digest)");

    uint256 public immutable THRESHOLD;
    uint256 public nonce;
    mapping(address account => bool) public isOwner;

    error NotEnoughSignatures(uint256 threshold);

    constructor(address[] memory owners, uint256 threshold) EIP712("TeamWallet", "1") {
        THRESHOLD = threshold;
        for (uint256 i = 0; i < owners.length; ++i) {
            isOwner[owners[i]] = true;
        }
    }

    function execute(address to, bytes calldata data, bytes calldata signatures) external {
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(TRANSACTION_TYPEHASH, to, keccak256(data), nonce++)));
        require(_isSigned(digest, signatures), NotEnoughSignatures(THRESHOLD));
        Address.functionCall(to, data);
    }

    function isValidSignature(bytes32 digest, bytes calldata signatures) external view returns (bytes4) {
        bytes32 message = _hashTypedDataV4(keccak256(abi.encode(MESSAGE_TYPEHASH, digest)));
        return _isSigned(message, signatures) ? IERC1271.isValidSignature.selector : bytes4(0);
    }

    function _isSigned(bytes32 digest, bytes calldata signatures) private view returns (bool) {
        if (signatures.length != THRESHOLD * 65) return false;
        address previous = address(0);
        for (uint256 i = 0; i < THRESHOLD; ++i) {
            (address signer,,) = ECDSA.tryRecoverCalldata(digest, signatures[i * 65:(i + 1) * 65]);
            if (signer <= previous || !isOwner[signer]) return false;
            previous = signer;
        }
        return true;
    }
}
