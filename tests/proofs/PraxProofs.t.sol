// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bytecode} from "../../.build/harness/Bytecode.sol";
import {Commit} from "../../contracts/Facts.sol";
import {IPrax, Proof} from "../invariants/Interfaces.sol";
import {vm} from "../invariants/Vm.sol";
import {Formulas} from "./Formulas.sol";
import {AnyFact} from "./Stubs.sol";

/// What a Commit mints, and that revoking it burns just that.
contract PraxProofs {
    bytes32 private constant ACTION = keccak256("action");
    address private constant WALLET = address(5);

    IPrax private _prax;

    function setUp() public {
        AnyFact any = new AnyFact();
        bytes memory code = bytes.concat(Bytecode.PRAX, abi.encode(any, type(uint96).max, address(this)));
        address made;
        assembly ("memory-safe") {
            made := create(0, add(code, 32), mload(code))
        }
        _prax = IPrax(made);
    }

    /// A Commit mints Formulas.accrued to its contributor's wallet, as votes too, and counts it in the epoch; other
    /// qualities and completions than the rules know are refused.
    function check_P1_accrued(uint96 reward, uint16 attemptShare, uint16 quality, uint16 completion, uint16 total)
        public
    {
        Commit memory commit = _accrue(reward, attemptShare, quality, completion, total);
        uint256 amount = Formulas.accrued(reward, quality, attemptShare, completion);
        assert(quality <= 20_000 && completion <= total && total <= 10_000);
        (uint96 recorded,) = _prax.accruals(keccak256(abi.encode(commit.subject, commit.work, commit.contributor)));
        assert(recorded == amount);
        assert(_prax.balanceOf(WALLET) == amount && _prax.totalSupply() == amount && _prax.getVotes(WALLET) == amount);
        (, uint96 minted,) = _prax.epoch();
        assert(minted == amount);
    }

    /// Revoking it burns just that.
    function check_P1_revoked(uint96 reward, uint16 attemptShare, uint16 quality, uint16 completion) public {
        Commit memory commit = _accrue(reward, attemptShare, quality, completion, completion);
        _prax.revoke(commit);
        assert(_prax.balanceOf(WALLET) == 0 && _prax.totalSupply() == 0 && _prax.getVotes(WALLET) == 0);
    }

    function _accrue(uint96 reward, uint16 attemptShare, uint16 quality, uint16 completion, uint16 total)
        private
        returns (Commit memory commit)
    {
        vm.assume(attemptShare <= 10_000); // setAction refuses more
        uint256 known = 1 << 120;
        bytes32 word = bytes32(uint256(reward) | uint256(attemptShare) << 96 | known);
        vm.store(address(_prax), keccak256(abi.encode(ACTION, Bytecode.PRAX_ACTIONS_SLOT)), word);
        bytes32 contributor = bytes32(uint256(uint160(WALLET)));
        commit = Commit(0, 0, contributor, ACTION, quality, completion, total, 0, 0);
        _prax.accrue(commit, Proof(new bytes32[](0), ""));
    }
}
