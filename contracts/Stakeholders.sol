// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

import {Attesters, Proof} from "./Attesters.sol";
import {Admission, BOP, FIRST_HASHED_CONTRIBUTOR, Facts, Link} from "./Facts.sol";

/*
 * STAKEHOLDERS: who is who. A contributor's wallet, standing and referrer, all by attested facts.
 *
 * INVARIANTS
 *   S1  A wallet change never takes effect within CHANGE_DELAY unless the old wallet accepted that very change, and no
 *       wallet is linked without its own consent.
 *   S2  A wallet once named by an accepted Link never serves another identity.
 *
 * LINKING  The new wallet consents by its own call or by its signature (ECDSA or ERC-1271) over
 * `LinkIdentity(contributor, wallet, linkedAt)` under this contract's domain; `linkedAt` only grows, so no consent counts
 * twice. A first link holds at once. Any other wallet is a change: it holds from `effectiveAt` = now + CHANGE_DELAY on
 * (the old wallet holds while now < effectiveAt), unless before that its Link was revoked, a newer Link took its place, or
 * the present wallet rejected it; or at once when the present wallet accepts it. Rejecting works once: the next change
 * waits REJECTED_DELAY and cannot be rejected, so a thief of the old key cannot stay for ever. A change that took effect
 * restores the right to reject.
 *
 * ACCEPTING  The present wallet accepts a pending change by its own call or by its signature over
 * `AcceptChange(contributor, wallet, linkedAt)`. These name one Link for ever, so no consent ever counts for a later change;
 * and the type is its own, so that whoever holds the keys of both wallets and signs for the new one has not yet accepted.
 *
 * ROLES  There is no owner. The quorum of ATTESTERS can move a contributor to another consenting wallet, in public, with
 * the delay. Anybody may submit a fact or a signed consent, and can neither add to it nor leave any of it out; but of two
 * Links, or two Admissions, whoever submits the newer first makes the older void. A plain wallet (contributor below 2^160)
 * always stands for itself: it has neither link nor standing.
 *
 * NON-GOALS  Revoking a Link that took effect, or an Admission, changes nothing here: a newer fact does, but none changes
 * the first referrer.
 */
contract Stakeholders is EIP712 {
    using Facts for Admission;
    using Facts for Link;

    /// One storage slot: what a payment or an accrual reads of a contributor.
    struct Person {
        address wallet; // the wallet in effect, but for a change that is due and not settled yet
        uint40 linkedAt; // of the newest Link accepted
        uint40 admittedAt; // of the newest Admission accepted
        uint8 standing;
        bool changed; // a change was ever announced: there is a Change to read
    }

    /// A change of wallet that waits, or the last one that did.
    struct Change {
        address wallet; // announced and not settled; 0 if none
        uint40 effectiveAt;
        bool rejected; // the present wallet has used its right to reject
        address firstWallet; // the very first wallet, kept when the second one is announced
        bytes32 fact; // hash of the Link that announced it
    }

    /// Seconds that a change waits unless the present wallet accepts it.
    uint256 public constant CHANGE_DELAY = 72 hours;
    /// Seconds that the change after a rejected one waits.
    uint256 public constant REJECTED_DELAY = 30 days;

    /// EIP-712 type of a wallet's consent to a Link.
    bytes32 public constant LINK_IDENTITY_TYPEHASH =
        keccak256("LinkIdentity(bytes32 contributor,address wallet,uint64 linkedAt)");
    /// EIP-712 type of the present wallet's consent to a change.
    bytes32 public constant ACCEPT_CHANGE_TYPEHASH =
        keccak256("AcceptChange(bytes32 contributor,address wallet,uint64 linkedAt)");

    /// Who vouches for Links and Admissions, for good.
    Attesters public immutable ATTESTERS;

    mapping(bytes32 contributor => Person) private _people;
    mapping(bytes32 contributor => Change) private _changes;

    /// Whom a wallet serves, for ever; 0 if nobody.
    mapping(address wallet => bytes32) public contributorOf;

    /// Who referred a contributor: the first that an Admission named.
    mapping(bytes32 contributor => bytes32) public referrerOf;

    /// A Link was accepted: `wallet` holds from `effectiveAt` (unix seconds) on, `oldWallet` (0 if none) before.
    event Linked(
        bytes32 indexed contributor,
        address indexed wallet,
        bytes32 indexed fact,
        address oldWallet,
        uint64 linkedAt,
        uint256 effectiveAt
    );
    /// The wallet in effect consented to the change that was announced by that Link.
    event ChangeAccepted(bytes32 indexed contributor, address indexed wallet, bytes32 indexed fact);
    /// The wallet in effect refused the change that was announced by that Link.
    event ChangeRejected(bytes32 indexed contributor, address indexed wallet, bytes32 indexed fact);
    /// A contributor's standing was set; `referrer` is the first one ever named, 0 if none.
    event Admitted(
        bytes32 indexed contributor,
        bytes32 indexed referrer,
        bytes32 indexed fact,
        uint8 oldStanding,
        uint8 newStanding,
        uint64 admittedAt
    );

    /// A plain wallet can neither be linked nor admitted.
    error NotAnIdentity(bytes32 contributor);
    /// The zero address is nobody's wallet.
    error ZeroWallet();
    /// The fact is not newer than the newest one accepted (unix seconds).
    error NotNewer(uint64 factTime, uint64 newest);
    /// The wallet serves another contributor, for ever.
    error WalletTaken(address wallet, bytes32 contributor);
    /// The wallet neither is the caller nor signed.
    error NoConsent(address wallet);
    /// No change of wallet is waiting.
    error NoPendingChange(bytes32 contributor);
    /// Another change is waiting: to that wallet, by the Link of that time (unix seconds).
    error NotTheChange(address wallet, uint64 linkedAt);
    /// The caller is not the contributor's wallet in effect.
    error NotTheWallet(address caller, address wallet);
    /// The wallet in effect has rejected a change before.
    error AlreadyRejected(bytes32 contributor);
    /// Standings are 0 to 4.
    error UnknownStanding(uint8 standing);
    /// Nobody refers themselves.
    error SelfReferral(bytes32 contributor);

    /// @notice Name for good who vouches.
    constructor(Attesters attesters) EIP712("Praxis Stakeholders", "1") {
        ATTESTERS = attesters;
    }

    /* WALLETS */

    /// @notice Link a contributor to a wallet: the first holds at once, another one is announced.
    /// @param walletSignature the wallet's consent; may be empty if it is the caller.
    function link(Link calldata fact, Proof calldata proof, bytes calldata walletSignature) external {
        _requireLinkable(fact);
        _requireConsent(
            fact.wallet, LINK_IDENTITY_TYPEHASH, fact.contributor, fact.wallet, fact.linkedAt, walletSignature
        );
        bytes32 id = fact.hash();
        ATTESTERS.requireAttested(id, proof);
        _accept(fact, id);
    }

    /// @notice Let the pending change take effect at once, with the consent of the wallet in effect.
    /// @param wallet the one announced.
    /// @param linkedAt of the Link that announced it.
    /// @param signature the consent of the wallet in effect; may be empty if it is the caller.
    function acceptChange(bytes32 contributor, address wallet, uint64 linkedAt, bytes calldata signature) external {
        Change storage change = _pendingChange(contributor);
        Person storage person = _people[contributor];
        require(change.wallet == wallet && person.linkedAt == linkedAt, NotTheChange(change.wallet, person.linkedAt));
        _requireConsent(person.wallet, ACCEPT_CHANGE_TYPEHASH, contributor, wallet, linkedAt, signature);
        emit ChangeAccepted(contributor, wallet, change.fact);
        (person.wallet, change.wallet, change.rejected) = (wallet, address(0), false);
    }

    /// @notice Refuse the pending change, whichever it is. Only the wallet in effect may, once.
    function rejectChange(bytes32 contributor) external {
        address current = walletOf(contributor);
        require(msg.sender == current, NotTheWallet(msg.sender, current));
        Change storage change = _pendingChange(contributor);
        require(!change.rejected, AlreadyRejected(contributor));
        emit ChangeRejected(contributor, change.wallet, change.fact);
        change.rejected = true;
        change.wallet = address(0);
    }

    /// @notice The wallet that a contributor's awards and PRAX belong to now; 0 if there is none.
    function walletOf(bytes32 contributor) public view returns (address wallet) {
        if (uint256(contributor) < FIRST_HASHED_CONTRIBUTOR) return address(uint160(uint256(contributor)));
        Person storage person = _people[contributor];
        return person.changed && _inEffect(_changes[contributor]) ? _changes[contributor].wallet : person.wallet;
    }

    /// @notice What an accrual needs, in one read: the wallet now, the standing, and the very first wallet, which is 0 for
    /// whoever never announced a second one.
    function accountOf(bytes32 contributor)
        external
        view
        returns (address wallet, address firstWallet, uint8 standing)
    {
        Person storage person = _people[contributor];
        (standing, wallet) = (person.standing, walletOf(contributor));
        if (person.changed) firstWallet = _changes[contributor].firstWallet;
    }

    /// @notice The change announced last: its wallet (0 once it was rejected, settled or ended), since when that holds
    /// unless its Link was revoked before, and its Link.
    function changeOf(bytes32 contributor) external view returns (Change memory) {
        return _changes[contributor];
    }

    /// @notice Unix seconds of the newest Link and the newest Admission accepted; 0 if none.
    function newestOf(bytes32 contributor) external view returns (uint40 linkedAt, uint40 admittedAt) {
        return (_people[contributor].linkedAt, _people[contributor].admittedAt);
    }

    function _requireLinkable(Link calldata fact) private view {
        _requireIdentity(fact.contributor);
        Facts.requirePast(fact.linkedAt);
        require(fact.wallet != address(0), ZeroWallet());
        uint40 newest = _people[fact.contributor].linkedAt;
        require(fact.linkedAt > newest, NotNewer(fact.linkedAt, newest));
        bytes32 served = contributorOf[fact.wallet];
        require(served == 0 || served == fact.contributor, WalletTaken(fact.wallet, served));
    }

    /// @dev The caller's own call is its consent; anybody else's is its signature (ECDSA or ERC-1271).
    function _requireConsent(
        address by,
        bytes32 typeHash,
        bytes32 contributor,
        address wallet,
        uint64 linkedAt,
        bytes calldata signature
    ) private view {
        if (msg.sender == by) return;
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(typeHash, contributor, wallet, linkedAt)));
        require(SignatureChecker.isValidSignatureNowCalldata(by, digest, signature), NoConsent(by));
    }

    /// @dev Settles what took effect meanwhile, then sets or announces the new wallet.
    function _accept(Link calldata fact, bytes32 id) private {
        address current = walletOf(fact.contributor);
        Person storage person = _people[fact.contributor];
        // forge-lint: disable-next-line(unsafe-typecast) // not in the future, so far below 2^40
        person.linkedAt = uint40(fact.linkedAt);
        contributorOf[fact.wallet] = fact.contributor;
        uint256 effectiveAt = block.timestamp;
        if (current == address(0)) {
            person.wallet = fact.wallet;
        } else {
            Change storage change = _changes[fact.contributor];
            if (!person.changed) (person.changed, change.firstWallet) = (true, current);
            if (current != person.wallet) (person.wallet, change.rejected) = (current, false);
            if (fact.wallet == current) {
                change.wallet = address(0);
            } else {
                effectiveAt += change.rejected ? REJECTED_DELAY : CHANGE_DELAY;
                (change.wallet, change.effectiveAt, change.fact) = (fact.wallet, uint40(effectiveAt), id);
            }
        }
        emit Linked(fact.contributor, fact.wallet, id, current, fact.linkedAt, effectiveAt);
    }

    /// @dev The change that waits: while there is one, the wallet in effect is the one in `_people`, and the newest Link is
    /// the one that announced it.
    function _pendingChange(bytes32 contributor) private view returns (Change storage change) {
        change = _changes[contributor];
        require(
            change.wallet != address(0) && block.timestamp < change.effectiveAt && !_revokedInTime(change),
            NoPendingChange(contributor)
        );
    }

    function _inEffect(Change storage change) private view returns (bool) {
        return change.wallet != address(0) && block.timestamp >= change.effectiveAt && !_revokedInTime(change);
    }

    function _revokedInTime(Change storage change) private view returns (bool) {
        uint256 revokedAt = ATTESTERS.revokedAt(change.fact);
        return revokedAt != 0 && revokedAt < change.effectiveAt;
    }

    /* STANDING */

    /// @notice Set a contributor's standing. The first referrer named counts; later ones are ignored.
    function admit(Admission calldata fact, Proof calldata proof) external {
        _requireIdentity(fact.contributor);
        Facts.requirePast(fact.admittedAt);
        require(fact.standing <= BOP, UnknownStanding(fact.standing));
        require(fact.referrer != fact.contributor, SelfReferral(fact.contributor));
        Person storage person = _people[fact.contributor];
        require(fact.admittedAt > person.admittedAt, NotNewer(fact.admittedAt, person.admittedAt));
        bytes32 id = fact.hash();
        ATTESTERS.requireAttested(id, proof);

        uint8 oldStanding = person.standing;
        person.standing = fact.standing;
        // forge-lint: disable-next-line(unsafe-typecast) // not in the future, so far below 2^40
        person.admittedAt = uint40(fact.admittedAt);
        bytes32 referrer = referrerOf[fact.contributor];
        if (referrer == 0 && fact.referrer != 0) referrerOf[fact.contributor] = referrer = fact.referrer;
        emit Admitted(fact.contributor, referrer, id, oldStanding, fact.standing, fact.admittedAt);
    }

    /// @notice 0 none, 1 applicant for residency, 2 applicant as BOP, 3 Resident, 4 BOP.
    function standingOf(bytes32 contributor) external view returns (uint8) {
        return _people[contributor].standing;
    }

    function _requireIdentity(bytes32 contributor) private pure {
        require(uint256(contributor) >= FIRST_HASHED_CONTRIBUTOR, NotAnIdentity(contributor));
    }
}
