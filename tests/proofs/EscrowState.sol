// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bytecode} from "../../.build/harness/Bytecode.sol";
import {Commit} from "../../contracts/Facts.sol";
import {BatchProof, IBountyEscrow} from "../invariants/Interfaces.sol";
import {vm} from "../invariants/Vm.sol";
import {AnyFact, AnyToken} from "./Stubs.sol";

/// The escrow's committed bytecode with one bounty in any state. Halmos calls the `check_` functions of what inherits
/// this, with all arguments at once, and follows every path that the bytecode can take. A state that the contract would
/// never reach is covered too: where a property needs a relation between the values, it is assumed in sight.
abstract contract EscrowState {
    uint256 internal constant WHOLE = 10_000;
    bytes32 internal constant SUBJECT = keccak256("issue");
    uint32 internal constant REVIEW = 1 days;
    uint96 internal constant CLOSING_AWARD = 100e6;

    IBountyEscrow internal escrow;
    AnyToken internal token;
    bytes32 internal program; // pays at once
    bytes32 internal reviewed;

    function setUp() public {
        token = new AnyToken();
        bytes memory code = bytes.concat(Bytecode.BOUNTY_ESCROW, abi.encode(token));
        address made;
        assembly ("memory-safe") {
            made := create(0, add(code, 32), mload(code))
        }
        escrow = IBountyEscrow(made);
        address any = address(new AnyFact());
        program = escrow.createProgram(IBountyEscrow.Program(any, 0, 0, 0, address(0), CLOSING_AWARD, any, 0));
        reviewed = escrow.createProgram(IBountyEscrow.Program(any, 0, REVIEW, 0, address(0), CLOSING_AWARD, any, 0));
    }

    function _given(bytes32 rules, uint96 pool, uint128 shares, uint16 awarded) internal {
        uint256 word = uint256(pool) | uint256(shares) << 96 | uint256(awarded) << 224;
        vm.store(
            address(escrow), keccak256(abi.encode(_bounty(rules), Bytecode.BOUNTY_ESCROW_BOUNTIES_SLOT)), bytes32(word)
        );
    }

    function _givenStake(bytes32 rules, address sponsor, uint128 shares) internal {
        bytes32 stakes = keccak256(abi.encode(_bounty(rules), Bytecode.BOUNTY_ESCROW_STAKES_SLOT));
        vm.store(address(escrow), keccak256(abi.encode(sponsor, stakes)), bytes32(uint256(shares)));
    }

    function _givenTotals(uint128 escrowed, uint64 sequence) internal {
        vm.store(
            address(escrow), bytes32(Bytecode.BOUNTY_ESCROW_TOTALS_SLOT), bytes32(uint256(escrowed) << 64 | sequence)
        );
    }

    function _requireTotals(uint256 escrowed, uint256 sequence) internal view {
        (uint128 owed, uint64 last) = escrow.totals();
        assert(owed == escrowed && last == sequence);
    }

    function _requireBounty(bytes32 rules, uint256 pool, uint256 shares, uint256 awarded) internal view {
        (uint96 newPool, uint128 newShares, uint16 newAwarded, bool explained,) = escrow.bounties(_bounty(rules));
        assert(newPool == pool && newShares == shares && newAwarded == awarded && !explained);
    }

    function _bounty(bytes32 rules) internal pure returns (bytes32) {
        return keccak256(abi.encode(rules, SUBJECT));
    }

    /// One work of as many contributors as there are completions: 1, 2, 3 …
    function _commits(uint16[] memory completions) internal pure returns (Commit[] memory commits) {
        uint256 total = 0;
        for (uint256 i = 0; i < completions.length; ++i) {
            total += completions[i];
        }
        commits = new Commit[](completions.length);
        for (uint256 i = 0; i < completions.length; ++i) {
            bytes32 contributor = bytes32(i + 1);
            commits[i] =
                Commit(SUBJECT, bytes32(uint256(7)), contributor, 0, 0, completions[i], uint16(total), 0, bytes32(0));
        }
    }

    function _award(bytes32 rules, Commit[] memory commits) internal {
        escrow.award(rules, commits, BatchProof(new bytes32[](0), new bool[](0), ""));
    }

    function _awardOf(bytes32 rules, uint256 contributor) internal view returns (uint96 amount, uint16 completion) {
        bytes32 id = keccak256(abi.encode(_bounty(rules), bytes32(uint256(7)), bytes32(contributor)));
        (amount,, completion,,) = escrow.awards(id);
    }
}
