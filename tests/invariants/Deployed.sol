// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bytecode} from "../../.build/harness/Bytecode.sol";
import {Committee} from "./Committee.sol";
import {IAttesters, IBountyEscrow, ICircleUsdc, IPrax, IStakeholders} from "./Interfaces.sol";
import {vm} from "./Vm.sol";

/// The protocol as it is deployed: the committed bytecode, beside Circle's own USDC of which this contract has every role.
abstract contract Deployed {
    uint256 internal constant START = 1_750_000_000; // unix seconds, the middle of an epoch
    uint96 internal constant EPOCH_CAP = 500e18;

    Committee internal committee;
    IAttesters internal attesters;
    IStakeholders internal stakeholders;
    IPrax internal prax;
    IBountyEscrow internal escrow;
    ICircleUsdc internal usdc;

    error NotDeployed();

    function _deploy() internal {
        vm.warp(START);
        committee = new Committee();
        bytes memory arguments = abi.encode(committee.everybody(), uint32(committee.QUORUM()), address(this));
        attesters = IAttesters(_create(Bytecode.ATTESTERS, arguments));
        committee.serve(address(attesters));
        stakeholders = IStakeholders(_create(Bytecode.STAKEHOLDERS, abi.encode(attesters)));
        prax = IPrax(_create(Bytecode.PRAX, abi.encode(stakeholders, EPOCH_CAP, address(this))));
        usdc = _deployUsdc();
        escrow = IBountyEscrow(_create(Bytecode.BOUNTY_ESCROW, abi.encode(usdc)));
    }

    /// The steps of Circle's deployment script.
    function _deployUsdc() private returns (ICircleUsdc token) {
        address implementation = _create(Bytecode.usdc(_create(Bytecode.USDC_LIBRARY, "")), "");
        token = ICircleUsdc(_create(Bytecode.USDC_PROXY, abi.encode(implementation)));
        token.changeAdmin(address(1));
        token.initialize("USD Coin", "USDC", "USD", 6, address(this), address(this), address(this), address(this));
        token.initializeV2("USD Coin");
        token.initializeV2_1(address(1));
        token.initializeV2_2(new address[](0), "USDC");
        token.configureMinter(address(this), type(uint256).max);
    }

    function _create(bytes memory code, bytes memory arguments) internal returns (address deployed) {
        bytes memory creation = bytes.concat(code, arguments);
        assembly ("memory-safe") {
            deployed := create(0, add(creation, 32), mload(creation))
        }
        require(deployed != address(0), NotDeployed());
    }
}
