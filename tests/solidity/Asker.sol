// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// Asks many views in one call. Calldata: for each question the contract (20 bytes), the length of the data (2 bytes) and the
/// data; the answers come back one after another. It reverts if a view does.
contract Asker {
    fallback(bytes calldata questions) external returns (bytes memory) {
        assembly ("memory-safe") {
            let answers := mload(0x40)
            let end := answers
            let at := questions.offset
            let past := add(at, questions.length)
            for {} lt(at, past) {} {
                let length := shr(240, calldataload(add(at, 20)))
                calldatacopy(end, add(at, 22), length)
                if iszero(staticcall(gas(), shr(96, calldataload(at)), end, length, 0, 0)) { revert(0, 0) }
                returndatacopy(end, 0, returndatasize())
                end := add(end, returndatasize())
                at := add(add(at, 22), length)
            }
            return(answers, sub(end, answers))
        }
    }
}
