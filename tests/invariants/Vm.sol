// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// The cheat codes used here, of those that forge and Halmos know; npm's forge-std is older than both.
interface Vm {
    struct Log {
        bytes32[] topics;
        bytes data;
        address emitter;
    }

    function addr(uint256 key) external pure returns (address);
    function sign(uint256 key, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);
    function warp(uint256 timestamp) external;
    function prank(address sender) external;
    function load(address account, bytes32 slot) external view returns (bytes32);
    function store(address account, bytes32 slot, bytes32 value) external;
    function assume(bool condition) external pure;
    function recordLogs() external;
    function getRecordedLogs() external returns (Log[] memory);
}

// forge and Halmos listen at this address.
Vm constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
