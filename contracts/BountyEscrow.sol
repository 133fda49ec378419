// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {Attesters, BatchProof, Proof} from "./Attesters.sol";
import {Closure, Commit, Facts, Progress} from "./Facts.sol";
import {Stakeholders} from "./Stakeholders.sol";

/// The two calls of Circle's FiatTokenV2_2 that OpenZeppelin has no interface for (EIP-3009 with `bytes` signatures).
interface IUsdc is IERC20, IERC20Permit {
    /// @notice EIP-3009: take what `from` signed for; only `to` may call it.
    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external;
}

/*
 * BOUNTY ESCROW: USDC that sponsors put on an issue, paid to whoever an attested fact says completed it.
 *
 * A program is a fixed set of rules, named by its hash; a bounty is one subject (issue) under one program, and all its
 * sponsors share one pool. Facts say who completed how much; the amount follows from the pool, the wallet from
 * Stakeholders. Amounts are USDC base units (6 decimals), completion is basis points, times are unix seconds, and every
 * window is half-open: a thing holds while now < end.
 *
 * INVARIANTS
 *   E1  usdc.balanceOf(this) ≥ escrowed.
 *   E2  escrowed = Σ pools + Σ awards not released = funded − released − refunded.
 *   E3  Σ stake shares = bounty shares; an open bounty with nothing under review has pool = 0 if and only if shares = 0.
 *   E4  Completion awarded ≤ 10 000 per bounty; a Commit id has at most one award that was not cancelled.
 *   E5  A bounty open and locked is awarded only for the work that holds the lock, and refunds no stake whose commitment
 *       ended less than four lock periods ago.
 *   E6  After its review nobody can cancel an award; before, it can only go back to its pool.
 *   E7  A refund is the sponsor's pro-rata part of the unspent pool, rounded down by less than one base unit in favour of
 *       those who stay; the last one takes the remainder, so nothing is left behind, in any order.
 *   E8  Events are numbered 1..sequence without a gap (all but ProgramCreated).
 *   E9  A program's contracts, however hostile, change nothing outside that program's bounties.
 *
 * ROLES
 *   nobody    owns this contract: no proxy, no pause, no fee, no admin.
 *   sponsors  put money in, and take their part of what is unspent after their commitment, or once the bounty is closed.
 *   quorum    of a program's attesters says what was done: it can lock, award or close that program's bounties, no others.
 *   arbiter   of a program may send an award or a closure under review back to the pool; it can redirect nothing.
 *   wallet    of a contributor may direct their awards elsewhere.
 *   anybody   may submit an attested fact, cancel under review what was revoked, release an award to its wallet, refund a
 *             closed bounty to its sponsors.
 *
 * TOKEN  USDC, as on the chain's official address. A payment that the token refuses stays an award and blocks nobody else. If
 * the token freezes this contract, everything waits, nothing lapses. A plain transfer to this contract is a gift to nobody.
 *
 * NON-GOALS  It does not judge work, set amounts, know prices, or undo a release.
 */
contract BountyEscrow is EIP712, Multicall, ReentrancyGuardTransient {
    using Facts for Closure;
    using Facts for Commit;
    using Facts for Progress;
    using SafeERC20 for IUsdc;

    /// The rules of a set of bounties. Each period is at most MAX_PERIOD. Three storage slots.
    struct Program {
        Attesters attesters;
        uint32 lockPeriod; // how long progress keeps the lock
        uint32 reviewPeriod; // how long an award or closure can be cancelled; 0 pays at once, for good
        uint32 commitmentPeriod; // how long a stake stays in an open bounty
        address arbiter; // may cancel under review; 0 if nobody
        uint96 closingAward; // what a good explanation earns, at most the pool
        Stakeholders stakeholders;
        uint96 minimum; // the pool, scaled to the whole subject, must reach this for an award or closure
    }

    /// A bounty's pool (base units) and what became of it. One slot.
    struct Bounty {
        uint96 pool; // not awarded yet
        uint128 shares; // Σ stake shares
        uint16 awarded; // completion awarded; 10 000 closes the bounty
        bool explained; // a closure stands: the bounty is closed
        bool reviewed; // a review was ever opened: there is a Review to read
    }

    /// In force while now < end. `work`: the first 20 bytes of the work's id.
    struct Lock {
        bytes20 work;
        uint40 start; // when the progress was made that began this hold
        uint40 end;
    }

    /// Written only in programs with a review period.
    struct Review {
        uint40 until; // the latest end of all reviews so far: no funding and no refund before
        uint40 closureEnd; // when the standing closure's own review ends
        bytes20 closure; // the first 20 bytes of its fact
    }

    /// A sponsor's shares of a bounty, and until when (unix seconds) they are committed.
    struct Stake {
        uint128 shares;
        uint40 committedUntil;
    }

    enum AwardState {
        None,
        Owed, // and releasable once now ≥ reviewEnd
        Released,
        Cancelled
    }

    /// One slot. An award that completes its bounty and is paid in the same call needs none (see `award`).
    struct Award {
        uint96 amount;
        uint40 reviewEnd;
        uint16 completion;
        bytes12 fact; // the first 12 bytes of the fact's hash
        AwardState state;
    }

    /// What a sponsor asks for.
    struct Funding {
        bytes32 program;
        string subjectUri; // the issue's canonical name; the subject is its hash
        uint96 amount;
        bytes32 terms; // hash of what the sponsor read; emitted only
        uint16 maxAwarded; // refuse if more completion than this was awarded already
    }

    /// Which award of a contributor: the subject, and the work (0 for a closing award).
    struct Earned {
        bytes32 subject;
        bytes32 work;
    }

    /// A wallet's instruction to pay an award elsewhere.
    struct Direction {
        bytes32 fact;
        address to;
        uint256 maxFee;
        uint256 deadline;
        bytes signature;
    }

    /// A sponsor's EIP-3009 authorization. Its nonce is bound to bounty, terms, maxAwarded and salt.
    struct Authorization {
        address sponsor;
        uint256 validAfter;
        uint256 validBefore;
        bytes32 salt;
        bytes signature;
    }

    /// All completion of a subject, in basis points.
    uint256 public constant WHOLE = 10_000;
    /// The longest period a program may have, in seconds.
    uint256 public constant MAX_PERIOD = 365 days;
    /// Seconds after the closing of an issue in which its Closure is accepted.
    uint256 public constant CLOSURE_WINDOW = 30 days;
    /// Lock periods after which a lock holds a stake back no more.
    uint256 public constant STRANDED_LOCKS = 4;
    /// EIP-712 type of a wallet's direction to pay an award elsewhere.
    bytes32 public constant RELEASE_TYPEHASH =
        keccak256("Release(bytes32 award,bytes32 fact,address to,uint256 maxFee,uint256 deadline)");

    /// The token, for good.
    IUsdc public immutable USDC;

    /// escrowed << 64 | sequence: all that is owed to sponsors and contributors, and the number of the last event.
    uint256 private _totals;
    /// The rules that a program's id stands for.
    mapping(bytes32 program => Program) public programs;
    /// A bounty's pool and state.
    mapping(bytes32 bounty => Bounty) public bounties;
    /// The last hold of a bounty's lock.
    mapping(bytes32 bounty => Lock) public locks;
    /// The reviews of a bounty.
    mapping(bytes32 bounty => Review) public reviews;
    /// What a sponsor has in a bounty.
    mapping(bytes32 bounty => mapping(address sponsor => Stake)) public stakes;
    /// What an award still owes, and what became of it.
    mapping(bytes32 award => Award) public awards;

    /// Facts that were cancelled for a bounty, by keccak256(bounty, fact): they never apply to it again.
    mapping(bytes32 bountyAndFact => bool) public isCancelled;

    /// Rules were fixed under their hash.
    event ProgramCreated(bytes32 indexed program, Program rules);
    /// A sponsor put `amount` base units into a bounty and got `shares` for it.
    event Funded(
        uint64 sequence,
        bytes32 indexed bounty,
        address indexed sponsor,
        bytes32 indexed program,
        uint96 amount,
        uint128 shares,
        uint40 committedUntil,
        bytes32 terms,
        string subjectUri
    );
    /// Progress took, renewed, moved or ended a lock: it holds until `end`; times are unix seconds.
    event Locked(
        uint64 sequence,
        bytes32 indexed bounty,
        bytes32 indexed work,
        bytes32 indexed contributor,
        bytes32 fact,
        uint40 start,
        uint40 end
    );
    /// `paidTo` ≠ 0: paid there in the same call; 0: owed, to be released.
    event Awarded(
        uint64 sequence,
        bytes32 indexed bounty,
        bytes32 indexed work,
        bytes32 indexed contributor,
        bytes32 fact,
        uint16 completion,
        uint96 amount,
        uint40 reviewEnd,
        address paidTo
    );
    /// A Closure was accepted; who explained it is awarded `amount` base units, paid or owed as in `Awarded`.
    event Closed(
        uint64 sequence,
        bytes32 indexed bounty,
        bytes32 indexed contributor,
        bytes32 indexed fact,
        uint96 amount,
        uint40 reviewEnd,
        address paidTo
    );
    /// An award under review went back to its pool, `amount` base units.
    event AwardCancelled(
        uint64 sequence,
        bytes32 indexed bounty,
        bytes32 indexed work,
        bytes32 indexed contributor,
        bytes32 fact,
        uint96 amount
    );
    /// A closure under review was undone and its closing award went back to the pool.
    event ClosureCancelled(
        uint64 sequence, bytes32 indexed bounty, bytes32 indexed contributor, bytes32 indexed fact, uint96 amount
    );
    /// An award was paid: `amount` base units to `to`, and `fee` to the caller.
    event Released(
        uint64 sequence,
        bytes32 indexed award,
        bytes32 indexed contributor,
        address indexed to,
        uint96 amount,
        uint96 fee
    );
    /// A sponsor's shares were paid out of the pool, `amount` base units.
    event Refunded(uint64 sequence, bytes32 indexed bounty, address indexed sponsor, uint96 amount, uint128 shares);

    /// There is no code at the account.
    error NotAContract(address account);
    /// A period is longer than MAX_PERIOD; both in seconds.
    error PeriodTooLong(uint256 period, uint256 longest);
    /// Nobody created that program.
    error UnknownProgram(bytes32 program);
    /// The issue has no name.
    error EmptySubject();
    /// Nothing would be funded or awarded.
    error ZeroAmount();
    /// The bounty is closed.
    error BountyClosed(bytes32 bounty);
    /// More completion was awarded than the sponsor accepts, in basis points.
    error MoreAwarded(uint256 awarded, uint256 maxAwarded);
    /// With these shares the bounty, which has `present`, would have 2^128 or more.
    error TooManyShares(uint256 shares, uint256 present);
    /// An award or closure is under review until then (unix seconds).
    error UnderReview(uint256 until);
    /// The token moved less than it said: the escrow would hold less than it owes, in base units.
    error Insolvent(uint256 balance, uint256 escrowed);
    /// The work is 0.
    error NoWork();
    /// The work that is to be replaced does not hold the lock; `holder` is the first 20 bytes of the one that does.
    error NotHolder(bytes32 replaces, bytes20 holder);
    /// The progress is not later than `newest`, which it has to be; both unix seconds.
    error StaleProgress(uint256 progressAt, uint256 newest);
    /// Another work holds the lock until `end` (unix seconds).
    error LockHeld(bytes20 holder, uint256 end);
    /// No Commit was shown.
    error NoCommits();
    /// The pool, scaled to the whole subject, is below the program's minimum: base units and basis points.
    error BelowMinimum(uint256 pool, uint256 remaining, uint256 minimum);
    /// The Commit at that place is of another subject, work or total than the first.
    error CommitsDiffer(uint256 index);
    /// The Commits of a work come by contributor, ascending, each once and none 0.
    error ContributorsNotAscending(bytes32 previous, bytes32 contributor);
    /// A Commit of completion 0 is awarded nothing.
    error ZeroCompletion(bytes32 contributor);
    /// The completions shown do not add up to the total that the Commits state, in basis points.
    error TotalMismatch(uint256 sum, uint256 total);
    /// The award is owed or was released.
    error AlreadyAwarded(bytes32 award);
    /// The fact was cancelled for this bounty, for ever.
    error FactCancelled(bytes32 fact);
    /// The issue was closed CLOSURE_WINDOW ago or longer; both unix seconds.
    error ClosureTooLate(uint64 closedAt, uint256 currentTime);
    /// The award is not there, or was released or cancelled, or is another fact's.
    error NotOwed(bytes32 award);
    /// The review ended then (unix seconds), and with it the time to cancel.
    error ReviewOver(uint256 reviewEnd);
    /// The caller is not the arbiter, and no fact shown is revoked.
    error MayNotCancel(address caller);
    /// The closure that stands, if any, is another.
    error NotStanding(bytes32 fact);
    /// No wallet is linked to the contributor yet.
    error NoWallet(bytes32 contributor);
    /// None of the awards shown is owed.
    error NothingToRelease(bytes32 contributor);
    /// The award is another fact's; `awarded` is the first 12 bytes of that one.
    error WrongFact(bytes32 fact, bytes12 awarded);
    /// The direction's deadline has come; both unix seconds.
    error Expired(uint256 deadline, uint256 currentTime);
    /// The fee is more than the direction, or the amount, allows, in base units.
    error FeeTooHigh(uint256 fee, uint256 maxFee);
    /// The contributor's wallet neither is the caller nor signed.
    error NotTheWallet(address wallet);
    /// The sponsor has no stake left, or the pool is empty.
    error NothingToRefund(address sponsor);
    /// While the bounty is open only its sponsor takes a stake back.
    error NotTheSponsor(address caller, address sponsor);
    /// The stake is held until then (unix seconds), by its commitment or by a lock.
    error Committed(uint256 until);

    /// @notice Name the token for good.
    constructor(IUsdc usdc) EIP712("Praxis BountyEscrow", "1") {
        require(address(usdc).code.length > 0, NotAContract(address(usdc)));
        USDC = usdc;
    }

    /* PROGRAMS */

    /// @notice Fix a set of rules under its hash. Creating the same rules again changes nothing.
    function createProgram(Program calldata rules) external nonReentrant returns (bytes32 id) {
        require(address(rules.attesters).code.length > 0, NotAContract(address(rules.attesters)));
        require(address(rules.stakeholders).code.length > 0, NotAContract(address(rules.stakeholders)));
        require(rules.lockPeriod <= MAX_PERIOD, PeriodTooLong(rules.lockPeriod, MAX_PERIOD));
        require(rules.reviewPeriod <= MAX_PERIOD, PeriodTooLong(rules.reviewPeriod, MAX_PERIOD));
        require(rules.commitmentPeriod <= MAX_PERIOD, PeriodTooLong(rules.commitmentPeriod, MAX_PERIOD));
        id = keccak256(abi.encode(rules));
        if (address(programs[id].attesters) != address(0)) return id;
        programs[id] = rules;
        emit ProgramCreated(id, rules);
    }

    /// @notice keccak256(program, subject): all sponsors of one issue under the same rules share one pool.
    function bountyId(bytes32 program, bytes32 subject) public pure returns (bytes32) {
        return keccak256(abi.encode(program, subject));
    }

    /// @notice keccak256(bounty, work, contributor); a closing award has work 0.
    function awardId(bytes32 bounty, bytes32 work, bytes32 contributor) public pure returns (bytes32) {
        return keccak256(abi.encode(bounty, work, contributor));
    }

    function _rules(bytes32 program) private view returns (Program storage rules) {
        rules = programs[program];
        require(address(rules.attesters) != address(0), UnknownProgram(program));
    }

    /* FUNDING */

    /// @notice Put USDC on an issue, from the caller's allowance.
    function fund(Funding calldata funding) external nonReentrant {
        _fund(funding, msg.sender);
        USDC.safeTransferFrom(msg.sender, address(this), funding.amount);
        _requireSolvent();
    }

    /// @notice Put a sponsor's USDC on an issue by their EIP-3009 authorization, whose nonce is
    /// keccak256(bounty, terms, maxAwarded, salt): whoever submits it can change none of these.
    function fundWithAuthorization(Funding calldata funding, Authorization calldata authorization)
        external
        nonReentrant
    {
        bytes32 bounty = _fund(funding, authorization.sponsor);
        USDC.receiveWithAuthorization(
            authorization.sponsor,
            address(this),
            funding.amount,
            authorization.validAfter,
            authorization.validBefore,
            keccak256(abi.encode(bounty, funding.terms, funding.maxAwarded, authorization.salt)),
            authorization.signature
        );
        _requireSolvent();
    }

    /// @notice The caller's EIP-2612 permit, for use with `fund` in one `multicall`. It may fail (somebody may have
    /// submitted it first): the allowance that `fund` finds decides.
    function permit(uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external nonReentrant {
        // solhint-disable-next-line no-empty-blocks
        try USDC.permit(msg.sender, address(this), amount, deadline, v, r, s) {} catch {}
    }

    /// @dev Shares are rounded down, in favour of the sponsors who were there; never fewer than the amount, since a pool
    /// never exceeds its shares. An open bounty keeps a 10 000th of its pool, so that shares exceed it 10 000-fold at most; but
    /// with each award kept while an earlier one is cancelled, the pool may lose a unit more. Who does that to a pool of a
    /// few units, again and again, makes shares too many for 128 bits: then nobody can fund that bounty any more.
    function _fund(Funding calldata funding, address sponsor) private returns (bytes32 id) {
        Program storage rules = _rules(funding.program);
        require(bytes(funding.subjectUri).length > 0, EmptySubject());
        require(funding.amount > 0, ZeroAmount());
        id = bountyId(funding.program, keccak256(bytes(funding.subjectUri)));
        Bounty memory bounty = bounties[id];
        require(!_isClosed(bounty), BountyClosed(id));
        require(bounty.awarded <= funding.maxAwarded, MoreAwarded(bounty.awarded, funding.maxAwarded));
        _requireReviewed(bounty, id);

        uint128 shares = bounty.pool == 0 ? funding.amount : _toShares(funding.amount, bounty);
        bounty.pool += funding.amount;
        bounty.shares += shares;
        _write(bounties[id], bounty);
        uint40 committedUntil = uint40(block.timestamp + rules.commitmentPeriod);
        Stake storage stake = stakes[id][sponsor];
        _write(stake, stake.shares + shares, committedUntil);
        emit Funded(
            _count(funding.amount, 0),
            id,
            sponsor,
            funding.program,
            funding.amount,
            shares,
            committedUntil,
            funding.terms,
            funding.subjectUri
        );
    }

    function _toShares(uint256 amount, Bounty memory bounty) private pure returns (uint128) {
        uint256 shares = amount * bounty.shares / bounty.pool;
        require(shares <= type(uint128).max - bounty.shares, TooManyShares(shares, bounty.shares));
        return uint128(shares);
    }

    function _requireSolvent() private view {
        uint256 balance = USDC.balanceOf(address(this));
        uint256 escrowed = _totals >> 64;
        require(balance >= escrowed, Insolvent(balance, escrowed));
    }

    /* LOCKS */

    /// @notice Take, renew, move or end a bounty's lock by attested progress.
    ///
    /// The holder's progress moves the end to progressAt + lockPeriod, never back. Another work takes the lock by progress
    /// made at or after its end. A maintainer's act (`replaces` names the holder) moves it at once to another work, or
    /// ends it (`work` 0), if it is later than the start of the present hold. All times compared are those of progress,
    /// none of its submission; but what is submitted after another work took the lock comes too late, whenever it was made.
    function lock(bytes32 program, Progress calldata progress, Proof calldata proof) external nonReentrant {
        Program storage rules = _rules(program);
        bytes32 id = bountyId(program, progress.subject);
        require(!_isClosed(bounties[id]), BountyClosed(id));
        Facts.requirePast(progress.progressAt);
        bytes32 fact = progress.hash();
        rules.attesters.requireAttested(fact, proof);

        Lock memory next = _nextLock(locks[id], progress, rules.lockPeriod);
        _write(locks[id], next);
        emit Locked(_count(0, 0), id, progress.work, progress.contributor, fact, next.start, next.end);
    }

    function _nextLock(Lock memory held, Progress calldata progress, uint256 lockPeriod)
        private
        pure
        returns (Lock memory)
    {
        // Progress is not in the future and a period is at most a year: both fit 40 bits.
        uint40 progressAt = uint40(progress.progressAt);
        uint40 end = uint40(progressAt + lockPeriod);
        if (progress.replaces != 0) {
            require(bytes20(progress.replaces) == held.work, NotHolder(progress.replaces, held.work));
            require(progressAt > held.start, StaleProgress(progressAt, held.start));
            if (progress.work == 0) return Lock(0, progressAt, progressAt);
            return Lock(bytes20(progress.work), progressAt, end);
        }
        require(progress.work != 0, NoWork());
        if (progressAt >= held.end) return Lock(bytes20(progress.work), progressAt, end);
        require(bytes20(progress.work) == held.work, LockHeld(held.work, held.end));
        require(end > held.end, StaleProgress(progressAt, held.end - lockPeriod));
        return Lock(held.work, held.start, end);
    }

    /* AWARDS */

    /// @notice Award a merged work: all its Commits for one subject at once, contributors ascending.
    ///
    /// Each gets  pool × completion / max(total, 10 000 − awarded)  of the pool as it was; what exceeds the rest is cut pro
    /// rata, rounded down, and the last contributor takes the remainder of completion and amount. Without a review period
    /// it is paid at once; a payment that fails, or has no wallet to go to, stays owed. Otherwise it is owed and can be
    /// released once its review is over.
    ///
    /// An award that completes its bounty and is paid at once leaves no record in storage but the completed bounty itself:
    /// without review nothing reopens it, so nothing can be awarded twice. Its event is like any other's.
    function award(bytes32 program, Commit[] calldata commits, BatchProof calldata proof) external nonReentrant {
        require(commits.length > 0, NoCommits());
        Program storage rules = _rules(program);
        bytes32[] memory facts = new bytes32[](commits.length);
        _hashInto(facts, 0, commits);
        rules.attesters.requireAllAttested(facts, proof);
        _award(program, _termsOf(rules), commits, facts, 0, false);
    }

    /// @notice Award many works of one root, each with all its Commits. One whose bounty is closed, or whose first Commit is
    /// awarded already, is passed over, so that nobody spoils a batch by submitting a part of it; any other refusal refuses
    /// all.
    function awardMany(bytes32 program, Commit[][] calldata works, BatchProof calldata proof) external nonReentrant {
        Program storage rules = _rules(program);
        uint256 count = 0;
        for (uint256 i = 0; i < works.length; ++i) {
            require(works[i].length > 0, NoCommits());
            count += works[i].length;
        }
        bytes32[] memory facts = new bytes32[](count);
        uint256 next = 0;
        for (uint256 i = 0; i < works.length; ++i) {
            next = _hashInto(facts, next, works[i]);
        }
        rules.attesters.requireAllAttested(facts, proof);
        Terms memory terms = _termsOf(rules);
        next = 0;
        for (uint256 i = 0; i < works.length; ++i) {
            _award(program, terms, works[i], facts, next, true);
            next += works[i].length;
        }
    }

    /// @dev What an award needs of its program, read once for all works of a call.
    struct Terms {
        Stakeholders stakeholders;
        uint256 minimum;
        uint256 reviewPeriod;
    }

    /// @dev What one work is awarded in one call.
    struct Payout {
        bytes32 bounty;
        uint256 pool; // before the call
        uint256 total; // Σ completion of this work's Commits, before any cut
        uint256 divisor; // max(total, 10 000 − awarded)
        uint256 completion; // what this call adds to `awarded`
        uint256 amount; // what this call takes from the pool
        uint40 reviewEnd;
        bool reviewed; // owed until the review is over; otherwise paid in this call
        bool completes; // nothing is left to award
        bool untouched; // nothing of the bounty was awarded before
    }

    function _termsOf(Program storage rules) private view returns (Terms memory) {
        return Terms(rules.stakeholders, rules.minimum, rules.reviewPeriod);
    }

    function _award(
        bytes32 program,
        Terms memory terms,
        Commit[] calldata commits,
        bytes32[] memory facts,
        uint256 offset,
        bool passOver
    ) private {
        bytes32 id = bountyId(program, commits[0].subject);
        Bounty memory bounty = bounties[id];
        if (passOver && _isDone(id, bounty, terms.reviewPeriod, commits[0])) return;
        Payout memory payout = _openPayout(id, bounty, terms, commits[0]);
        bytes32 previous = 0;
        uint256 sum = 0;
        uint256 completionLeft = payout.completion;
        uint256 amountLeft = payout.amount;
        for (uint256 i = 0; i < commits.length; ++i) {
            Commit calldata commit = commits[i];
            uint256 part = _requireSameWork(commits[0], commit, i);
            require(commit.contributor > previous, ContributorsNotAscending(previous, commit.contributor));
            previous = commit.contributor;
            sum += part;
            require(sum <= payout.total, TotalMismatch(sum, payout.total));
            uint256 completion = completionLeft;
            uint256 amount = amountLeft;
            if (i < commits.length - 1) {
                completion = payout.completion * part / payout.total;
                amount = payout.pool * part / payout.divisor;
                completionLeft -= completion;
                amountLeft -= amount;
            }
            _awardOne(terms.stakeholders, payout, commit, facts[offset + i], uint16(completion), uint96(amount));
        }
        require(sum == payout.total, TotalMismatch(sum, payout.total));
        // An award of nothing, kept while another is cancelled, could leave an open bounty with shares in an empty pool.
        require(payout.amount > 0, ZeroAmount());
    }

    /// @dev Checks what concerns the whole work, and takes completion and amount from the bounty.
    function _openPayout(bytes32 id, Bounty memory bounty, Terms memory terms, Commit calldata first)
        private
        returns (Payout memory payout)
    {
        require(!_isClosed(bounty), BountyClosed(id));
        require(first.work != 0, NoWork());
        Lock memory held = locks[id];
        require(block.timestamp >= held.end || bytes20(first.work) == held.work, LockHeld(held.work, held.end));
        uint256 remaining = _requireMinimum(terms.minimum, bounty);
        uint256 total = first.total;
        bool cut = total > remaining;
        if (cut) _requireReviewed(bounty, id);
        payout.bounty = id;
        payout.pool = bounty.pool;
        payout.total = total;
        payout.divisor = cut ? total : remaining;
        payout.completion = cut ? remaining : total;
        payout.amount = payout.pool * payout.completion / remaining;
        payout.reviewEnd = _openReview(terms.reviewPeriod, id, bounty);
        payout.reviewed = terms.reviewPeriod > 0;
        payout.completes = payout.completion == remaining;
        payout.untouched = bounty.awarded == 0;

        bounty.pool = uint96(payout.pool - payout.amount);
        bounty.awarded = uint16(WHOLE - remaining + payout.completion);
        _write(bounties[id], bounty);
    }

    /// @dev Awards one contributor. Without review the payment is tried first, since it decides what is recorded: paid, or
    /// owed. The bounty is written already, and every function is guarded against re-entrance.
    function _awardOne(
        Stakeholders stakeholders,
        Payout memory payout,
        Commit calldata commit,
        bytes32 fact,
        uint16 completion,
        uint96 amount
    ) private {
        bytes32 id = awardId(payout.bounty, commit.work, commit.contributor);
        // Without review, a bounty of which nothing was awarded has no awards to look for.
        if (payout.reviewed || !payout.untouched) _requireNotAwarded(id, payout.bounty, fact);
        address paidTo = payout.reviewed ? address(0) : _tryPay(stakeholders, commit.contributor, amount);
        bool owed = payout.reviewed || (paidTo == address(0) && amount > 0);
        if (owed) {
            _write(awards[id], Award(amount, payout.reviewEnd, completion, bytes12(fact), AwardState.Owed));
        } else if (!payout.completes) {
            _write(awards[id], Award(0, payout.reviewEnd, completion, bytes12(fact), AwardState.Released));
        }
        emit Awarded(
            _count(0, paidTo == address(0) ? 0 : amount),
            payout.bounty,
            commit.work,
            commit.contributor,
            fact,
            completion,
            amount,
            payout.reviewEnd,
            paidTo
        );
    }

    function _requireNotAwarded(bytes32 id, bytes32 bounty, bytes32 fact) private view {
        AwardState state = awards[id].state;
        if (state == AwardState.None) return;
        require(state == AwardState.Cancelled, AlreadyAwarded(id));
        require(!isCancelled[keccak256(abi.encode(bounty, fact))], FactCancelled(fact));
    }

    /// @dev Whether a batch passes over a work.
    function _isDone(bytes32 id, Bounty memory bounty, uint256 reviewPeriod, Commit calldata first)
        private
        view
        returns (bool)
    {
        if (_isClosed(bounty)) return true;
        if (bounty.awarded == 0 && reviewPeriod == 0) return false;
        AwardState state = awards[awardId(id, first.work, first.contributor)].state;
        return state == AwardState.Owed || state == AwardState.Released;
    }

    /// @dev Returns the index after the last one written.
    function _hashInto(bytes32[] memory facts, uint256 next, Commit[] calldata commits) private pure returns (uint256) {
        for (uint256 i = 0; i < commits.length; ++i) {
            facts[next++] = commits[i].hash();
        }
        return next;
    }

    /// @dev Returns its completion.
    function _requireSameWork(Commit calldata first, Commit calldata commit, uint256 index)
        private
        view
        returns (uint256 completion)
    {
        require(
            index == 0 || (commit.subject == first.subject && commit.work == first.work && commit.total == first.total),
            CommitsDiffer(index)
        );
        completion = commit.completion;
        require(completion > 0, ZeroCompletion(commit.contributor));
        Facts.requirePast(commit.completedAt);
    }

    /// @dev Dust can neither be awarded nor close a bounty. Returns the completion not awarded yet, at least 1.
    function _requireMinimum(uint256 minimum, Bounty memory bounty) private pure returns (uint256 remaining) {
        remaining = WHOLE - bounty.awarded;
        uint256 pool = bounty.pool;
        require(pool > 0 && pool * WHOLE >= minimum * remaining, BelowMinimum(pool, remaining, minimum));
    }

    /* CLOSING BY AN EXPLANATION */

    /// @notice Close a bounty whose issue was closed with an explanation: pays the closing award (at most the pool) and opens
    /// refunds of the rest. Within CLOSURE_WINDOW of the closing, and not while a lock holds that began before it;
    /// progress made after the closing extends that lock against it to a lock period after the closing, at most.
    function close(bytes32 program, Closure calldata closure, Proof calldata proof) external nonReentrant {
        Program storage rules = _rules(program);
        bytes32 id = bountyId(program, closure.subject);
        Bounty memory bounty = bounties[id];
        require(!_isClosed(bounty), BountyClosed(id));
        Facts.requirePast(closure.closedAt);
        require(block.timestamp < closure.closedAt + CLOSURE_WINDOW, ClosureTooLate(closure.closedAt, block.timestamp));
        _requireNotLockedAt(locks[id], closure.closedAt, rules.lockPeriod);
        _requireMinimum(rules.minimum, bounty);
        bytes32 fact = closure.hash();
        require(!isCancelled[keccak256(abi.encode(id, fact))], FactCancelled(fact));
        rules.attesters.requireAttested(fact, proof);

        uint96 amount =
            closure.contributor == 0 ? 0 : bounty.pool < rules.closingAward ? bounty.pool : rules.closingAward;
        uint40 reviewEnd = _openReview(rules.reviewPeriod, id, bounty);
        bounty.pool -= amount;
        bounty.explained = true;
        _write(bounties[id], bounty);
        bool reviewed = rules.reviewPeriod > 0;
        if (reviewed) (reviews[id].closureEnd, reviews[id].closure) = (reviewEnd, bytes20(fact));

        address paidTo = reviewed ? address(0) : _tryPay(rules.stakeholders, closure.contributor, amount);
        if (amount > 0 && paidTo == address(0)) {
            _write(
                awards[awardId(id, 0, closure.contributor)], Award(amount, reviewEnd, 0, bytes12(fact), AwardState.Owed)
            );
        }
        emit Closed(
            _count(0, paidTo == address(0) ? 0 : amount), id, closure.contributor, fact, amount, reviewEnd, paidTo
        );
    }

    function _requireNotLockedAt(Lock memory held, uint256 closedAt, uint256 lockPeriod) private view {
        uint256 end = closedAt + lockPeriod < held.end ? closedAt + lockPeriod : held.end;
        require(held.start >= closedAt || block.timestamp >= end, LockHeld(held.work, end));
    }

    /* REVIEW */

    /// @notice Take back all awards of one work to one subject, while their review lasts: by the arbiter, or by anybody if
    /// one of these very facts was revoked. Amounts and completion return to the pool. These facts never apply to this bounty
    /// again; corrected ones may.
    function cancel(bytes32 program, Commit[] calldata commits) external nonReentrant {
        Program storage rules = _rules(program);
        require(commits.length > 0, NoCommits());
        bytes32 id = bountyId(program, commits[0].subject);
        bool allowed = msg.sender == rules.arbiter;
        uint256 sum = 0;
        uint256 completion = 0;
        uint256 amount = 0;
        for (uint256 i = 0; i < commits.length; ++i) {
            _requireSameWork(commits[0], commits[i], i);
            Award memory cancelled = _cancelAward(id, commits[i]);
            sum += commits[i].completion;
            completion += cancelled.completion;
            amount += cancelled.amount;
            allowed = allowed || rules.attesters.revokedAt(commits[i].hash()) != 0;
        }
        require(allowed, MayNotCancel(msg.sender));
        require(sum == commits[0].total, TotalMismatch(sum, commits[0].total));
        Bounty storage bounty = bounties[id];
        (bounty.pool, bounty.awarded) = (bounty.pool + uint96(amount), bounty.awarded - uint16(completion));
    }

    /// @notice Undo a closure while its review lasts, by the arbiter, or by anybody if that fact was revoked.
    function cancelClosure(bytes32 program, Closure calldata closure) external nonReentrant {
        Program storage rules = _rules(program);
        bytes32 id = bountyId(program, closure.subject);
        Review storage review = reviews[id];
        bytes32 fact = closure.hash();
        require(bounties[id].explained && review.closure == bytes20(fact), NotStanding(fact));
        _requireUnderReview(review.closureEnd);
        require(msg.sender == rules.arbiter || rules.attesters.revokedAt(fact) != 0, MayNotCancel(msg.sender));

        Award storage closing = awards[awardId(id, 0, closure.contributor)];
        uint96 amount = closing.amount;
        if (amount > 0) (closing.amount, closing.state) = (0, AwardState.Cancelled);
        Bounty storage bounty = bounties[id];
        (bounty.pool, bounty.explained) = (bounty.pool + amount, false);
        (review.closureEnd, review.closure) = (0, 0);
        isCancelled[keccak256(abi.encode(id, fact))] = true;
        emit ClosureCancelled(_count(0, 0), id, closure.contributor, fact, amount);
    }

    /// @dev Returns the award as it was.
    function _cancelAward(bytes32 bounty, Commit calldata commit) private returns (Award memory cancelled) {
        bytes32 fact = commit.hash();
        bytes32 id = awardId(bounty, commit.work, commit.contributor);
        cancelled = awards[id];
        require(cancelled.state == AwardState.Owed && cancelled.fact == bytes12(fact), NotOwed(id));
        _requireUnderReview(cancelled.reviewEnd);
        _write(awards[id], Award(0, cancelled.reviewEnd, 0, cancelled.fact, AwardState.Cancelled));
        isCancelled[keccak256(abi.encode(bounty, fact))] = true;
        emit AwardCancelled(_count(0, 0), bounty, commit.work, commit.contributor, fact, cancelled.amount);
    }

    /// @dev Starts a review, if the program has any; returns its end, which is now if it has none. `bounty` is written after.
    function _openReview(uint256 period, bytes32 id, Bounty memory bounty) private returns (uint40 end) {
        end = uint40(block.timestamp + period);
        if (period == 0) return end;
        bounty.reviewed = true;
        reviews[id].until = end;
    }

    function _requireReviewed(Bounty memory bounty, bytes32 id) private view {
        if (!bounty.reviewed) return;
        uint256 until = reviews[id].until;
        require(block.timestamp >= until, UnderReview(until));
    }

    function _requireUnderReview(uint256 reviewEnd) private view {
        require(block.timestamp < reviewEnd, ReviewOver(reviewEnd));
    }

    /* RELEASE */

    /// @notice Pay awards to their contributor's wallet, in one transfer. Anybody may. Awards released meanwhile are passed
    /// over; one under review refuses all.
    function release(bytes32 program, bytes32 contributor, Earned[] calldata earned) external nonReentrant {
        address wallet = _walletOf(program, contributor);
        uint256 total = 0;
        for (uint256 i = 0; i < earned.length; ++i) {
            bytes32 id = awardId(bountyId(program, earned[i].subject), earned[i].work, contributor);
            if (awards[id].state != AwardState.Owed) continue;
            uint96 amount = _settle(id);
            total += amount;
            emit Released(_count(0, amount), id, contributor, wallet, amount, 0);
        }
        require(total > 0, NothingToRelease(contributor));
        USDC.safeTransfer(wallet, total);
    }

    /// @notice Pay an award elsewhere, as its contributor's wallet directs, by its own call or by its signature (ECDSA or
    /// ERC-1271) over `Release(award, fact, to, maxFee, deadline)`. The caller takes `fee` out of the amount.
    function releaseTo(
        bytes32 program,
        bytes32 contributor,
        Earned calldata earned,
        Direction calldata direction,
        uint96 fee
    ) external nonReentrant {
        bytes32 id = awardId(bountyId(program, earned.subject), earned.work, contributor);
        require(awards[id].state == AwardState.Owed, NotOwed(id));
        require(bytes12(direction.fact) == awards[id].fact, WrongFact(direction.fact, awards[id].fact));
        require(block.timestamp < direction.deadline, Expired(direction.deadline, block.timestamp));
        _requireDirected(id, _walletOf(program, contributor), direction);
        uint96 amount = _settle(id);
        uint256 maxFee = direction.maxFee < amount ? direction.maxFee : amount;
        require(fee <= maxFee, FeeTooHigh(fee, maxFee));
        emit Released(_count(0, amount), id, contributor, direction.to, amount - fee, fee);
        if (amount > fee) USDC.safeTransfer(direction.to, amount - fee);
        if (fee > 0) USDC.safeTransfer(msg.sender, fee);
    }

    function _requireDirected(bytes32 id, address wallet, Direction calldata direction) private view {
        if (msg.sender == wallet) return;
        bytes32 digest = _hashTypedDataV4(
            keccak256(
                abi.encode(RELEASE_TYPEHASH, id, direction.fact, direction.to, direction.maxFee, direction.deadline)
            )
        );
        require(SignatureChecker.isValidSignatureNowCalldata(wallet, digest, direction.signature), NotTheWallet(wallet));
    }

    function _walletOf(bytes32 program, bytes32 contributor) private view returns (address wallet) {
        Stakeholders stakeholders = programs[program].stakeholders;
        require(address(stakeholders) != address(0), UnknownProgram(program));
        wallet = stakeholders.walletOf(contributor);
        require(wallet != address(0), NoWallet(contributor));
    }

    /// @dev Marks an owed award released and returns its amount.
    function _settle(bytes32 id) private returns (uint96 amount) {
        Award memory owed = awards[id];
        require(block.timestamp >= owed.reviewEnd, UnderReview(owed.reviewEnd));
        amount = owed.amount;
        _write(awards[id], Award(0, owed.reviewEnd, owed.completion, owed.fact, AwardState.Released));
    }

    /// @dev Pays if there is something to pay, a wallet to pay to, and the token agrees; returns the wallet if it did, else 0.
    function _tryPay(Stakeholders stakeholders, bytes32 contributor, uint96 amount) private returns (address wallet) {
        if (amount == 0) return address(0);
        wallet = stakeholders.walletOf(contributor);
        if (wallet != address(0) && !USDC.trySafeTransfer(wallet, amount)) wallet = address(0);
    }

    /* REFUNDS */

    /// @notice Pay a sponsor their part of the unspent pool. Once the bounty is closed anybody may call it; while it is open only
    /// the sponsor, after their commitment, and unlocked or STRANDED_LOCKS lock periods later.
    function refund(bytes32 program, bytes32 subject, address sponsor) external nonReentrant {
        bytes32 id = bountyId(program, subject);
        Bounty memory bounty = bounties[id];
        Stake memory stake = stakes[id][sponsor];
        require(stake.shares > 0 && bounty.pool > 0, NothingToRefund(sponsor));
        _requireReviewed(bounty, id);
        if (!_isClosed(bounty)) _requireFree(program, locks[id].end, stake.committedUntil, sponsor);

        uint96 amount = uint96(uint256(bounty.pool) * stake.shares / bounty.shares);
        bounty.pool -= amount;
        bounty.shares -= stake.shares;
        _write(bounties[id], bounty);
        delete stakes[id][sponsor];
        emit Refunded(_count(0, amount), id, sponsor, amount, stake.shares);
        if (amount > 0) USDC.safeTransfer(sponsor, amount);
    }

    function _requireFree(bytes32 program, uint256 lockEnd, uint256 committedUntil, address sponsor) private view {
        require(msg.sender == sponsor, NotTheSponsor(msg.sender, sponsor));
        require(block.timestamp >= committedUntil, Committed(committedUntil));
        if (block.timestamp >= lockEnd) return;
        uint256 stranded = committedUntil + STRANDED_LOCKS * programs[program].lockPeriod;
        require(block.timestamp >= stranded, Committed(lockEnd < stranded ? lockEnd : stranded));
    }

    /* SHARED */

    function _isClosed(Bounty memory bounty) private pure returns (bool) {
        return bounty.explained || bounty.awarded == WHOLE;
    }

    /// @notice All that is owed to sponsors and contributors, and the number of the last event.
    function totals() external view returns (uint128 escrowed, uint64 sequence) {
        return (uint128(_totals >> 64), uint64(_totals));
    }

    /// @dev Counts money in and out, and the event about it. Returns the event's number. Cannot overflow: USDC's supply
    /// and the number of events anybody will pay for are far below 128 and 64 bits; what goes out went in before.
    function _count(uint256 inflow, uint256 outflow) private returns (uint64) {
        uint256 next = _totals + (inflow << 64) - (outflow << 64) + 1;
        _totals = next;
        return uint64(next);
    }

    // The compiler writes a struct field by field, with a read and a write of the same slot for each. These write each of
    // the hot slots once, in the very layout that it reads.

    function _write(Bounty storage slot, Bounty memory value) private {
        uint256 word = uint256(value.pool) | uint256(value.shares) << 96 | uint256(value.awarded) << 224
            | uint256(value.explained ? 1 : 0) << 240 | uint256(value.reviewed ? 1 : 0) << 248;
        assembly ("memory-safe") {
            sstore(slot.slot, word)
        }
    }

    function _write(Award storage slot, Award memory value) private {
        uint256 word = uint256(value.amount) | uint256(value.reviewEnd) << 96 | uint256(value.completion) << 136
            | uint256(uint96(value.fact)) << 152 | uint256(value.state) << 248;
        assembly ("memory-safe") {
            sstore(slot.slot, word)
        }
    }

    function _write(Stake storage slot, uint128 shares, uint40 committedUntil) private {
        uint256 word = uint256(shares) | uint256(committedUntil) << 128;
        assembly ("memory-safe") {
            sstore(slot.slot, word)
        }
    }

    function _write(Lock storage slot, Lock memory value) private {
        uint256 word = uint256(uint160(value.work)) | uint256(value.start) << 160 | uint256(value.end) << 200;
        assembly ("memory-safe") {
            sstore(slot.slot, word)
        }
    }
}
