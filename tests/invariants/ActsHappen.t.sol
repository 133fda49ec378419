// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EscrowActs} from "./EscrowInvariants.t.sol";
import {PraxActs} from "./PraxActs.sol";

/// Acts that nothing ever accepts would keep every invariant. Here each is accepted once.
contract ActsHappen {
    uint32 private constant DAYS_4 = 4 days;
    uint32 private constant DAYS_30 = 30 days;

    /// Each act around bounties can succeed.
    function test_every_act_around_bounties_happens() external {
        EscrowActs acts = new EscrowActs();
        acts.fund(0, 0, 100);
        acts.fund(2, 0, 1_000);
        acts.lock(0, 1, false, 0);
        acts.award(0, 1, 0, 3_000, 0, 0);
        acts.award(2, 1, 1, 3_000, 1_000, 0);
        acts.cancel(1, false, true);
        acts.pass(DAYS_4);
        acts.award(2, 2, 0, 3_000, 0, 0);
        acts.award(2, 3, 0, 2_000, 0, 0);
        acts.pass(DAYS_4);
        acts.release(2, 0);
        acts.releaseTo(3, 0, 1);
        acts.close(2, 0, 0, true);
        acts.reopen(0, true);
        acts.join();
        acts.freeze(0);
        acts.freeze(0);
        acts.give(1);
        acts.pass(DAYS_30);
        acts.refund(0, 0, 1);
        acts.fund(3, 1, 100);
        acts.close(3, 0, 0, false);
        acts.pass(DAYS_4);
        acts.refund(3, 1, 0);
        string[16] memory names = [
            "fund",
            "lock",
            "award at once",
            "award under review",
            "revoke",
            "cancel",
            "release",
            "releaseTo",
            "close",
            "reopen",
            "join",
            "freeze",
            "give",
            "pass",
            "refund of an open bounty",
            "refund of a closed bounty"
        ];
        for (uint256 i = 0; i < names.length; ++i) {
            require(acts.happened(names[i]) > 0, names[i]);
        }
    }

    /// Each act around PRAX can succeed.
    function test_every_act_around_prax_happens() external {
        PraxActs acts = new PraxActs();
        acts.accrue(0, 0, 10_000, 10_000, false);
        acts.pass(1 days);
        acts.admit(1, 1);
        acts.refer(3);
        acts.revokeFact(0, false);
        acts.burn(0);
        acts.revokeFact(3, true);
        acts.burnReferral(3);
        acts.changeWallet(0);
        acts.acceptChange(0, 0);
        acts.changeWallet(1);
        acts.rejectChange(1);
        acts.changeWallet(2);
        acts.pass(3 days + 1);
        acts.recover(2);
        acts.cap(64);
        acts.configure(3);
        string[13] memory names = [
            "accrue",
            "pass",
            "admit",
            "refer",
            "revokeFact",
            "burn",
            "burnReferral",
            "changeWallet",
            "acceptChange",
            "rejectChange",
            "recover",
            "cap",
            "configure"
        ];
        for (uint256 i = 0; i < names.length; ++i) {
            require(acts.happened(names[i]) > 0, names[i]);
        }
    }
}
