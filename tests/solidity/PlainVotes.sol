// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Votes} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Votes.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

/// OpenZeppelin's token with votes, on the clock of PRAX: what PRAX keeps and tells in its own way is compared with it.
contract PlainVotes is ERC20Votes {
    constructor() ERC20("Plain", "PLAIN") EIP712("Plain", "1") {}

    /// From 0 a mint, to 0 a burn.
    struct Move {
        address from;
        address to;
        uint256 amount;
    }

    function move(Move[] calldata moves) external {
        for (uint256 i = 0; i < moves.length; ++i) {
            _update(moves[i].from, moves[i].to, moves[i].amount);
        }
    }

    function clock() public view override returns (uint48) {
        return uint48(block.timestamp);
    }

    // solhint-disable-next-line func-name-mixedcase
    function CLOCK_MODE() public pure override returns (string memory) {
        return "mode=timestamp";
    }
}
