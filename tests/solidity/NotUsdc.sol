// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC3009} from "@openzeppelin/contracts/token/ERC20/extensions/draft-ERC3009.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

/// Tokens that look like USDC until somebody asks: a deployment refuses each.

/// EIP-3009 with v, r and s only, as USDC was before its version 2.2.
contract UsdcBefore22 is ERC3009 {
    constructor() ERC20("USD Coin", "USDC") EIP712("USD Coin", "2") {}

    function decimals() public view virtual override returns (uint8) {
        return 6;
    }

    function version() external pure returns (string memory) {
        return "2";
    }

    // solhint-disable-next-line func-name-mixedcase
    function DOMAIN_SEPARATOR() external view returns (bytes32) {
        return _domainSeparatorV4();
    }
}

/// Another number of decimals.
contract UsdcWith18Decimals is UsdcBefore22 {
    function decimals() public pure override returns (uint8) {
        return 18;
    }
}

/// Verifies signatures under another domain than its name and version make.
contract UsdcOfAnotherDomain is UsdcBefore22 {
    function name() public pure override returns (string memory) {
        return "Another Coin";
    }
}
