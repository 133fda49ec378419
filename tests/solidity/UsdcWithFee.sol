// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// What Circle could upgrade USDC to: a token that keeps 1% of every transfer from its receiver. It reads the balances
/// where FiatTokenV2_2 keeps them (slot 9, the top bit of an entry says blacklisted) and asks for no allowance.
contract UsdcWithFee {
    uint256[9] private __slots;
    mapping(address account => uint256) private _balances;

    event Transfer(address indexed from, address indexed to, uint256 value);

    function balanceOf(address account) public view returns (uint256) {
        return (_balances[account] << 1) >> 1;
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        _move(msg.sender, to, amount);
        return true;
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        _move(from, to, amount);
        return true;
    }

    /// Like Circle's, but for the fee and the signature, which nobody checks here.
    function receiveWithAuthorization(
        address from,
        address to,
        uint256 amount,
        uint256,
        uint256,
        bytes32,
        bytes calldata
    ) external {
        _move(from, to, amount);
    }

    function _move(address from, address to, uint256 amount) private {
        _balances[from] -= amount;
        _balances[to] += amount - amount / 100;
        emit Transfer(from, to, amount - amount / 100);
    }
}
