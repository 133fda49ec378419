// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC3009} from "@openzeppelin/contracts/token/ERC20/extensions/draft-ERC3009.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

/// @title TestUSDC: a stand-in for USDC on the embedded chain. NEVER FOR A REAL CHAIN: anybody may mint.
/// @notice What the escrow and the library need of Circle's FiatTokenV2_2, with the same EIP-712 domain and types:
/// transfers, `permit`, and `receiveWithAuthorization` in its `bytes` form. It is used where Circle's own bytecode is
/// not installed; gas is never measured on it.
///
/// NOT LIKE USDC
/// - anybody mints; nobody can pause, freeze or upgrade
/// - error names and gas differ; balances are in another storage slot
/// - built on ERC3009, not on ERC20TransferAuthorization, whose sequential nonces refuse the random ones USDC accepts
contract TestUSDC is ERC3009, Nonces {
    bytes32 private constant PERMIT_TYPEHASH =
        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");

    error PermitExpired(uint256 deadline);
    error PermitNotSignedByOwner(address owner);

    constructor() ERC20("USD Coin", "USDC") EIP712("USD Coin", "2") {}

    function decimals() public pure override returns (uint8) {
        return 6;
    }

    function version() external pure returns (string memory) {
        return "2";
    }

    // solhint-disable-next-line func-name-mixedcase
    function DOMAIN_SEPARATOR() external view returns (bytes32) {
        return _domainSeparatorV4();
    }

    /// @notice Make `amount` base units (6 decimals) for `to`, out of nothing, for whoever asks.
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    /// @notice EIP-2612. Written out because ERC20Permit fixes the domain's version to "1" and USDC's is "2".
    function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external
    {
        require(block.timestamp <= deadline, PermitExpired(deadline));
        bytes32 structHash = keccak256(abi.encode(PERMIT_TYPEHASH, owner, spender, value, _useNonce(owner), deadline));
        bytes memory signature = abi.encodePacked(r, s, v);
        require(
            SignatureChecker.isValidSignatureNow(owner, _hashTypedDataV4(structHash), signature),
            PermitNotSignedByOwner(owner)
        );
        _approve(owner, spender, value);
    }

    /// @notice EIP-3009 with the signature as bytes: 65 bytes of a key, or whatever an ERC-1271 contract accepts.
    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external {
        require(to == msg.sender, ERC20InvalidReceiver(to));
        bytes32 structHash =
            keccak256(abi.encode(RECEIVE_WITH_AUTHORIZATION_TYPEHASH, from, to, value, validAfter, validBefore, nonce));
        bytes32 digest = _hashTypedDataV4(structHash);
        require(SignatureChecker.isValidSignatureNowCalldata(from, digest, signature), ERC3009InvalidSignature());
        _transferWithAuthorization(from, to, value, validAfter, validBefore, nonce);
    }
}
