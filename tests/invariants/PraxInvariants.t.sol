// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PraxActs} from "./PraxActs.sol";

contract PraxInvariants {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    PraxActs private _acts;

    function setUp() public {
        _acts = new PraxActs();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_acts);
    }

    /// These two are for the acts alone.
    function excludeSelectors() external view returns (FuzzSelector[] memory excluded) {
        excluded = new FuzzSelector[](1);
        excluded[0] = FuzzSelector(address(_acts), new bytes4[](2));
        (excluded[0].selectors[0], excluded[0].selectors[1]) = (PraxActs.admitNow.selector, PraxActs.linkNow.selector);
    }

    /// No fact was accepted with a signature too few, whatever the quorum then was.
    function invariant_A1() external view {
        _acts.kept("A1");
    }

    /// The quorum is more than half of the members, and not more than all.
    function invariant_A2() external view {
        _acts.safe();
    }

    /// No wallet changed within three days without the old one.
    function invariant_S1() external view {
        _acts.announcedFirst();
        _acts.kept("S1");
    }

    /// Every wallet serves who linked it first.
    function invariant_S2() external view {
        _acts.distinct();
        _acts.kept("S2");
    }

    /// The supply is what accrued without what was revoked, and everybody's wallets together hold what is theirs.
    function invariant_P1() external view {
        _acts.balanced();
        _acts.kept("P1");
    }

    /// No Commit had two live accruals and no candidate two referrals, nobody without standing accrued, and no mint took its
    /// epoch above the cap.
    function invariant_P2() external view {
        _acts.kept("P2");
    }

    /// All of a person's PRAX, and its votes, lie in one wallet that serves them; no transfer succeeded.
    function invariant_P3() external view {
        _acts.gathered();
        _acts.kept("P3");
    }
}
