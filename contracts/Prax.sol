// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {Votes} from "@openzeppelin/contracts/governance/utils/Votes.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IERC6372} from "@openzeppelin/contracts/interfaces/IERC6372.sol";
import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Ownable, Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {Attesters, BatchProof, Proof} from "./Attesters.sol";
import {Admission, BOP, Commit, Facts, RESIDENT} from "./Facts.sol";
import {Stakeholders} from "./Stakeholders.sol";

/*
 * PRAX: a non-transferable measure of contribution, by quality of attempt and completion of specified actions.
 *
 * An attested Commit accrues  reward × quality × (attemptShare + (1 − attemptShare) × completion)  to its contributor,
 * in wei (18 decimals), with one division, rounded down (against the contributor by less than one wei).
 *
 * INVARIANTS
 *   P1  totalSupply = Σ accrued − Σ revoked; what a person holds = what their live accruals and referrals minted.
 *   P2  A Commit id (subject, work, contributor) has at most one live accrual, a candidate at most one referral ever;
 *       only stakeholders with a wallet accrue; no mint takes the sum of its EPOCH of block time above the present cap.
 *   P3  PRAX never moves between people: only from a person's former wallet to their present one.
 *
 * ROLES
 *   owner     edits the catalogue of actions, the referral rewards and the epoch cap, nothing else. It cannot mint, burn,
 *             move or change what an action version is worth; a cap of 0 stops minting, and nothing else.
 *   quorum    of STAKEHOLDERS.ATTESTERS() attests Commits and Admissions, and revokes them; at most the cap per epoch.
 *   anybody   may submit an attested fact, burn what a revoked one minted, and move a balance to its person's new wallet.
 *
 * ACTIONS  A version is content-addressed and write-once: its id is the hash of its category, reward, attempt share and
 * specification, so every accrual can be recomputed. Closing an action refuses Commits completed from then on;
 * Commits completed before may still come, and opening it again accepts all.
 *
 * VOTES  ERC-5805 on the timestamp clock of ERC-6372. Who never delegated votes for themselves, without storage. Past
 * votes stay as they were when an accrual is revoked or a wallet changes.
 *
 * LIMITS  All PRAX is below 2^96 wei (79 thousand million PRAX), a wallet's below 2^88 (309 million): a mint above is refused.
 * The times of votes have 32 bits: from February 2106 on nothing is minted, burned or moved.
 *
 * NON-GOALS  No transfer, no allowance, no permit: the views of ERC-20 are supported, its conformance is not claimed.
 */
contract Prax is Votes, Ownable2Step, IERC20Metadata, IERC165 {
    using Facts for Admission;
    using Facts for Commit;

    /// `category`: 0 business, 1 construction, 2 moving, 3 movement, 4 art (economy and culture); 5 governance, 6 policy,
    /// 7 physical, 8 social, 9 institutions (infrastructure). `specification`: hash of the text that says what it is.
    struct Action {
        uint8 category;
        uint96 reward; // wei, for quality and completion of 10 000
        uint16 attemptShare; // basis points of the reward that an attempt earns whatever its completion
        bytes32 specification;
    }

    /// What is kept of an action version, by its id.
    struct ActionState {
        uint96 reward;
        uint16 attemptShare;
        uint8 category;
        bool known;
        uint40 closedAt; // unix seconds; 0 while open
    }

    /// One slot. `fact` is the first 20 bytes of the hash of the fact that minted; 0 where nothing did.
    struct Accrual {
        uint96 amount;
        bytes20 fact;
    }

    /// What an account holds, and the votes that it has by its own PRAX and by others'. One slot. Of all PRAX, and of votes
    /// in the past, only `votes` and `since` (and of all PRAX `earlier`) are used.
    struct Account {
        uint96 votes; // wei, from `since` on; at most all PRAX
        uint32 since; // unix seconds; 0 if there never were any
        uint32 earlier; // how many former values are kept: at most one per second
        uint88 balance; // wei
        bool delegated; // ever to anybody: if not, its votes are its own and nothing else has to be read
    }

    /// The present cap, and what was minted in the epoch that was last minted in.
    struct Epoch {
        uint96 cap; // wei per epoch
        uint96 minted; // wei minted in epoch `number`
        uint64 number; // block.timestamp / EPOCH
    }

    /// Seconds of an epoch; epochs count from the unix epoch on.
    uint256 public constant EPOCH = 28 days;
    /// How many categories there are, from 0 on.
    uint256 public constant CATEGORIES = 10;
    /// 100% in basis points.
    uint256 public constant WHOLE = 10_000;
    /// The highest quality, in basis points.
    uint256 public constant MAX_QUALITY = 20_000;

    /// Who is who, for good.
    Stakeholders public immutable STAKEHOLDERS;
    /// Who vouches for Commits and Admissions: those of STAKEHOLDERS.
    Attesters public immutable ATTESTERS;

    /// The cap per epoch and what was minted in the last one.
    Epoch public epoch;
    /// What the first referrer of a new Resident (3) or BOP (4) earns, in wei; 0 for nothing.
    mapping(uint8 standing => uint96) public referralReward;
    /// The catalogue: action versions by id.
    mapping(bytes32 action => ActionState) public actions;
    /// What a Commit id (subject, work, contributor) minted, and by which fact.
    mapping(bytes32 commit => Accrual) public accruals;
    /// What a candidate's Admission minted to their referrer, and by which fact.
    mapping(bytes32 candidate => Accrual) public referrals;

    /// Where a person's balance lies, if it ever moved away from their first wallet.
    mapping(bytes32 contributor => address) private _movedTo;

    mapping(address account => Account) private _accounts;
    mapping(address account => mapping(uint256 index => Account)) private _past;
    Account private _supply;
    mapping(uint256 index => Account) private _pastSupply;

    /// An action version was added, opened or closed; times are unix seconds, 0 while open.
    event ActionSet(
        bytes32 indexed action,
        uint8 indexed category,
        uint96 reward,
        uint16 attemptShare,
        bytes32 specification,
        uint40 oldClosedAt,
        uint40 newClosedAt
    );
    /// The referral reward of a standing was set, in wei.
    event ReferralRewardSet(uint8 indexed standing, uint96 oldReward, uint96 newReward);
    /// The most that may be minted per epoch was set, in wei.
    event EpochCapSet(uint96 oldCap, uint96 newCap);
    /// A Commit minted `amount` wei to its contributor's wallet; quality and completion are basis points.
    event Accrued(
        bytes32 indexed fact,
        bytes32 indexed contributor,
        bytes32 indexed action,
        bytes32 subject,
        bytes32 work,
        address wallet,
        uint16 quality,
        uint16 completion,
        uint96 amount
    );
    /// A candidate's Admission minted `amount` wei to the wallet of their referrer, the `contributor`.
    event ReferralAccrued(
        bytes32 indexed fact,
        bytes32 indexed contributor,
        bytes32 indexed candidate,
        address wallet,
        uint8 standing,
        uint96 amount
    );
    /// What a revoked fact had minted, `amount` wei, was burned in its contributor's wallet.
    event AccrualRevoked(bytes32 indexed fact, bytes32 indexed contributor, address wallet, uint96 amount);
    /// A person's whole balance, `amount` wei, moved from their former wallet to the one in effect.
    event Recovered(bytes32 indexed contributor, address indexed from, address indexed to, uint256 amount);

    /// PRAX is neither transferred nor approved.
    error NonTransferable();
    /// Categories are 0 to 9.
    error UnknownCategory(uint8 category);
    /// An attempt share is at most 10 000 basis points.
    error ShareOutOfRange(uint16 attemptShare);
    /// The catalogue has no such action version.
    error UnknownAction(bytes32 action);
    /// The Commit was not completed before the action was closed (unix seconds).
    error ActionClosed(bytes32 action, uint40 closedAt);
    /// A quality is at most 20 000 basis points.
    error QualityOutOfRange(uint16 quality);
    /// A completion is at most the work's total, and that at most 10 000 basis points.
    error CompletionOutOfRange(uint16 completion, uint16 total);
    /// The contributor has no standing; only stakeholders accrue.
    error NotStakeholder(bytes32 contributor);
    /// No wallet is linked to the contributor yet.
    error NoWallet(bytes32 contributor);
    /// The Commit id has a live accrual, or the candidate has had their referral.
    error AlreadyAccrued(bytes32 id);
    /// The fact minted nothing that is still there.
    error NotAccrued(bytes32 fact);
    /// No quorum has revoked the fact.
    error NotRevoked(bytes32 fact);
    /// A standing that is neither Resident (3) nor BOP (4), or not the candidate's present one, earns no referral.
    error NotAdmitted(bytes32 candidate, uint8 standing);
    /// No Admission of the candidate named a referrer.
    error NoReferrer(bytes32 candidate);
    /// The referral reward of that standing is 0.
    error NoReferralReward(uint8 standing);
    /// The accrual would be 2^96 wei or more.
    error AmountTooLarge(uint256 amount);
    /// A wallet would hold 2^88 wei or more.
    error BalanceTooLarge(uint256 balance);
    /// All PRAX would be 2^96 wei or more.
    error SupplyTooLarge(uint256 supply);
    /// With what was minted in this epoch the amount would pass the cap; all in wei.
    error EpochCapReached(uint256 minted, uint256 amount, uint256 cap);

    /// @notice Name for good who is who; cap (wei per epoch) and catalogue are `owner`'s to change.
    constructor(Stakeholders stakeholders, uint96 epochCap, address owner) EIP712("Praxis PRAX", "1") Ownable(owner) {
        STAKEHOLDERS = stakeholders;
        ATTESTERS = stakeholders.ATTESTERS();
        epoch.cap = epochCap;
        emit EpochCapSet(0, epochCap);
    }

    /* CATALOGUE */

    /// @notice Add an action version, or open or close a known one. @return id what Commits name it by.
    function setAction(Action calldata action, bool open) external onlyOwner returns (bytes32 id) {
        require(action.category < CATEGORIES, UnknownCategory(action.category));
        require(action.attemptShare <= WHOLE, ShareOutOfRange(action.attemptShare));
        id = keccak256(abi.encode(action));
        ActionState storage state = actions[id];
        uint40 oldClosedAt = state.closedAt;
        uint40 closedAt = open ? 0 : oldClosedAt != 0 ? oldClosedAt : uint40(block.timestamp);
        actions[id] = ActionState(action.reward, action.attemptShare, action.category, true, closedAt);
        emit ActionSet(
            id, action.category, action.reward, action.attemptShare, action.specification, oldClosedAt, closedAt
        );
    }

    /// @notice Set what the first referrer of a new Resident (standing 3) or BOP (standing 4) earns, in wei.
    function setReferralReward(uint8 standing, uint96 reward) external onlyOwner {
        require(_isSuccess(standing), NotAdmitted(0, standing));
        emit ReferralRewardSet(standing, referralReward[standing], reward);
        referralReward[standing] = reward;
    }

    /// @notice Set the most that may be minted per epoch, in wei. Holds from now on, within the present epoch too.
    function setEpochCap(uint96 cap) external onlyOwner {
        emit EpochCapSet(epoch.cap, cap);
        epoch.cap = cap;
    }

    /* ACCRUAL */

    /// @notice Mint what an attested Commit earns to its contributor's wallet.
    function accrue(Commit calldata commit, Proof calldata proof) external {
        bytes32 id = _commitId(commit);
        require(accruals[id].fact == 0, AlreadyAccrued(id));
        bytes32 fact = commit.hash();
        ATTESTERS.requireAttested(fact, proof);
        _countMinted(_accrue(id, commit, fact));
    }

    /// @notice Accrue many Commits of one root. One that accrued meanwhile is passed over, so that nobody can spoil a batch
    /// by being first; any other refusal refuses all.
    function accrueMany(Commit[] calldata commits, BatchProof calldata proof) external {
        bytes32[] memory facts = new bytes32[](commits.length);
        for (uint256 i = 0; i < commits.length; ++i) {
            facts[i] = commits[i].hash();
        }
        ATTESTERS.requireAllAttested(facts, proof);
        uint256 minted = 0;
        for (uint256 i = 0; i < commits.length; ++i) {
            bytes32 id = _commitId(commits[i]);
            if (accruals[id].fact == 0) minted += _accrue(id, commits[i], facts[i]);
        }
        _countMinted(minted);
    }

    /// @notice Mint the referral reward for a candidate who became Resident or BOP to the first referrer that an
    /// Admission named. Once per candidate, ever; the Admission shown has to be of the present standing, so that nobody who
    /// submits one chooses the reward.
    function accrueReferral(Admission calldata admission, Proof calldata proof) external {
        bytes32 candidate = admission.contributor;
        require(referrals[candidate].fact == 0, AlreadyAccrued(candidate));
        uint8 standing = STAKEHOLDERS.standingOf(candidate);
        require(_isSuccess(standing), NotAdmitted(candidate, standing));
        require(admission.standing == standing, NotAdmitted(candidate, admission.standing));
        bytes32 referrer = STAKEHOLDERS.referrerOf(candidate);
        require(referrer != 0, NoReferrer(candidate));
        require(referralReward[admission.standing] != 0, NoReferralReward(admission.standing));
        bytes32 fact = admission.hash();
        ATTESTERS.requireAttested(fact, proof);

        uint96 amount = referralReward[admission.standing];
        _countMinted(amount);
        _write(referrals[candidate], amount, fact);
        address wallet = _mintTo(referrer, amount);
        emit ReferralAccrued(fact, referrer, candidate, wallet, admission.standing, amount);
    }

    function _accrue(bytes32 id, Commit calldata commit, bytes32 fact) private returns (uint96 amount) {
        ActionState memory action = actions[commit.action];
        (uint256 quality, uint256 completion, uint64 completedAt) =
            (commit.quality, commit.completion, commit.completedAt);
        require(action.known, UnknownAction(commit.action));
        require(action.closedAt == 0 || completedAt < action.closedAt, ActionClosed(commit.action, action.closedAt));
        require(quality <= MAX_QUALITY, QualityOutOfRange(commit.quality));
        require(
            completion <= commit.total && commit.total <= WHOLE, CompletionOutOfRange(commit.completion, commit.total)
        );
        Facts.requirePast(completedAt);

        uint256 share = action.attemptShare * WHOLE + (WHOLE - action.attemptShare) * completion;
        uint256 earned = uint256(action.reward) * quality * share / (WHOLE * WHOLE * WHOLE);
        require(earned <= type(uint96).max, AmountTooLarge(earned));
        amount = uint96(earned);
        _write(accruals[id], amount, fact);
        address wallet = _mintTo(commit.contributor, amount);
        emit Accrued(
            fact,
            commit.contributor,
            commit.action,
            commit.subject,
            commit.work,
            wallet,
            commit.quality,
            commit.completion,
            amount
        );
    }

    function _mintTo(bytes32 contributor, uint96 amount) private returns (address wallet) {
        (address current, address first, uint8 standing) = STAKEHOLDERS.accountOf(contributor);
        require(standing != 0, NotStakeholder(contributor));
        require(current != address(0), NoWallet(contributor));
        wallet = _gather(contributor, current, first);
        _move(address(0), wallet, amount);
    }

    /// @dev Once for all that a call mints.
    function _countMinted(uint256 amount) private {
        if (amount == 0) return;
        Epoch memory current = epoch;
        uint64 number = uint64(block.timestamp / EPOCH);
        uint256 before = current.number == number ? current.minted : 0;
        require(before + amount <= current.cap, EpochCapReached(before, amount, current.cap));
        epoch = Epoch(current.cap, uint96(before + amount), number);
        _setSupply(_supply.votes + amount);
    }

    // The whole slot in one write, where the compiler would make one of each field.

    function _write(Accrual storage slot, uint96 amount, bytes32 fact) private {
        uint256 word = uint256(amount) | uint256(uint160(bytes20(fact))) << 96;
        assembly ("memory-safe") {
            sstore(slot.slot, word)
        }
    }

    function _write(Account storage slot, Account memory value) private {
        uint256 word = uint256(value.votes) | uint256(value.since) << 96 | uint256(value.earlier) << 128
            | uint256(value.balance) << 160 | uint256(value.delegated ? 1 : 0) << 248;
        assembly ("memory-safe") {
            sstore(slot.slot, word)
        }
    }

    /* REVOCATION AND RECOVERY */

    /// @notice Burn exactly what a revoked Commit minted. It never accrues again; a corrected one may.
    function revoke(Commit calldata commit) external {
        bytes32 fact = commit.hash();
        bytes32 id = _commitId(commit);
        require(accruals[id].fact == bytes20(fact), NotAccrued(fact));
        uint96 amount = accruals[id].amount;
        delete accruals[id];
        _burnRevoked(fact, commit.contributor, amount);
    }

    /// @notice Burn exactly what a revoked Admission minted to its referrer. The candidate's referral stays used.
    function revokeReferral(Admission calldata admission) external {
        bytes32 fact = admission.hash();
        Accrual storage referral = referrals[admission.contributor];
        uint96 amount = referral.amount;
        require(referral.fact == bytes20(fact) && amount != 0, NotAccrued(fact));
        referral.amount = 0;
        _burnRevoked(fact, STAKEHOLDERS.referrerOf(admission.contributor), amount);
    }

    /// @notice Move a person's whole balance, be it 0, to their wallet in effect. Does nothing if it lies there already.
    function recover(bytes32 contributor) external {
        (address current, address first,) = STAKEHOLDERS.accountOf(contributor);
        _gather(contributor, current, first);
    }

    /// @notice Where a person's balance lies now: their first wallet, or where recovery last moved it.
    function holderOf(bytes32 contributor) external view returns (address) {
        (address current, address first,) = STAKEHOLDERS.accountOf(contributor);
        return _holder(contributor, current, first);
    }

    function _burnRevoked(bytes32 fact, bytes32 contributor, uint96 amount) private {
        require(ATTESTERS.revokedAt(fact) != 0, NotRevoked(fact));
        (address current, address first,) = STAKEHOLDERS.accountOf(contributor);
        address wallet = _gather(contributor, current, first);
        _move(wallet, address(0), amount);
        if (amount != 0) _setSupply(_supply.votes - amount);
        emit AccrualRevoked(fact, contributor, wallet, amount);
    }

    /// @dev First thing in whatever touches a balance: bring all of it to the wallet in effect.
    function _gather(bytes32 contributor, address current, address first) private returns (address) {
        address holder = _holder(contributor, current, first);
        if (holder == current) return current;
        _movedTo[contributor] = current;
        uint256 amount = balanceOf(holder);
        if (amount != 0) _move(holder, current, amount);
        emit Recovered(contributor, holder, current, amount);
        return current;
    }

    /// @dev `first` is 0 for whoever never announced a second wallet: then nothing can have moved.
    function _holder(bytes32 contributor, address current, address first) private view returns (address) {
        if (first == address(0)) return current;
        address moved = _movedTo[contributor];
        return moved != address(0) ? moved : first;
    }

    function _commitId(Commit calldata commit) private pure returns (bytes32) {
        return keccak256(abi.encode(commit.subject, commit.work, commit.contributor));
    }

    function _isSuccess(uint8 standing) private pure returns (bool) {
        return standing == RESIDENT || standing == BOP;
    }

    /* BALANCES AND VOTES */

    // They are kept here and not where OpenZeppelin keeps them: what an account holds and its present votes in one slot, and
    // a slot for each former number of votes. See docs/decisions/014-votes-in-one-slot.md.

    /// @notice What an account holds, in wei.
    function balanceOf(address account) public view returns (uint256) {
        return _accounts[account].balance;
    }

    /// @notice All PRAX, in wei.
    function totalSupply() public view returns (uint256) {
        return _supply.votes;
    }

    /// @notice The account itself until it delegates.
    function delegates(address account) public view override(Votes) returns (address) {
        return _accounts[account].delegated ? super.delegates(account) : account;
    }

    /// @notice An account's votes now, in wei: its own PRAX, unless delegated, and what others delegated to it.
    function getVotes(address account) public view override(Votes) returns (uint256) {
        return _accounts[account].votes;
    }

    /// @notice An account's votes at the end of a past second.
    function getPastVotes(address account, uint256 timepoint) public view override(Votes) returns (uint256) {
        return _votesAt(_accounts[account], _past[account], timepoint);
    }

    /// @notice All PRAX at the end of a past second, in wei.
    function getPastTotalSupply(uint256 timepoint) public view override(Votes) returns (uint256) {
        return _votesAt(_supply, _pastSupply, timepoint);
    }

    /// @notice How often an account's votes changed, counting once what happened in one second.
    function numCheckpoints(address account) external view returns (uint32) {
        return _numCheckpoints(account);
    }

    /// @notice What an account's votes came to and when, the oldest first.
    function checkpoints(address account, uint32 index) external view returns (Checkpoints.Checkpoint208 memory) {
        return _checkpoints(account, index);
    }

    /// @dev Mints (from 0) or burns (to 0), without the supply, or moves from a person's former wallet to their present one.
    /// Who comes to vote by default, holding nothing before, is announced as if they had delegated to themselves.
    function _move(address from, address to, uint256 amount) private {
        if (amount != 0 && to != address(0) && _accounts[to].balance == 0 && !_accounts[to].delegated) {
            emit DelegateChanged(to, address(0), to);
        }
        emit Transfer(from, to, amount);
        address loser = from == address(0) ? from : delegates(from);
        address gainer = to == address(0) ? to : delegates(to);
        int256 units = int256(amount);
        int256 votes = loser == gainer ? int256(0) : units;
        if (from != address(0)) _changeBoth(from, -units, loser, -votes);
        if (to != address(0)) _changeBoth(to, units, gainer, votes);
    }

    function _changeBoth(address account, int256 units, address delegatee, int256 votes) private {
        if (delegatee == account) {
            _change(account, units, votes);
        } else {
            _change(account, units, 0);
            _change(delegatee, 0, votes);
        }
    }

    /// @dev Adds to, or takes from, what an account holds and the votes that it has.
    function _change(address account, int256 units, int256 votes) private {
        Account memory present = _accounts[account];
        uint256 balance = uint256(int256(uint256(present.balance)) + units);
        require(balance <= type(uint88).max, BalanceTooLarge(balance));
        present.balance = uint88(balance);
        if (votes != 0) {
            uint256 before = present.votes;
            _setVotes(present, _past[account], uint256(int256(before) + votes));
            emit DelegateVotesChanged(account, before, present.votes);
        }
        _write(_accounts[account], present);
    }

    function _setSupply(uint256 supply) private {
        require(supply <= type(uint96).max, SupplyTooLarge(supply));
        Account memory present = _supply;
        _setVotes(present, _pastSupply, supply);
        _write(_supply, present);
    }

    /// @dev Keeps the votes of an earlier second. Nobody's votes exceed the supply, which fits. `present` is written after.
    function _setVotes(Account memory present, mapping(uint256 => Account) storage past, uint256 votes) private {
        uint32 time = SafeCast.toUint32(block.timestamp);
        if (present.since != time && present.since != 0) {
            _write(past[present.earlier++], Account(present.votes, present.since, 0, 0, false));
        }
        (present.votes, present.since) = (uint96(votes), time);
    }

    function _votesAt(Account storage account, mapping(uint256 => Account) storage past, uint256 timepoint)
        private
        view
        returns (uint256)
    {
        uint256 time = _validateTimepoint(timepoint);
        Account memory present = account;
        if (time >= present.since) return present.votes;
        uint256 low = 0;
        uint256 high = present.earlier;
        while (low < high) {
            uint256 middle = (low + high) / 2;
            if (past[middle].since <= time) low = middle + 1;
            else high = middle;
        }
        return low == 0 ? 0 : past[low - 1].votes;
    }

    /// @dev Delegating to nobody would desynchronise the default above: it means delegating to oneself.
    function _delegate(address account, address delegatee) internal override(Votes) {
        super._delegate(account, delegatee == address(0) ? account : delegatee);
        _accounts[account].delegated = true;
    }

    function _moveDelegateVotes(address from, address to, uint256 amount) internal override(Votes) {
        if (from == to || amount == 0) return;
        _change(from, 0, -int256(amount));
        _change(to, 0, int256(amount));
    }

    function _getVotingUnits(address account) internal view override(Votes) returns (uint256) {
        return balanceOf(account);
    }

    function _getTotalSupply() internal view override(Votes) returns (uint256) {
        return totalSupply();
    }

    function _numCheckpoints(address account) internal view override(Votes) returns (uint32) {
        Account memory present = _accounts[account];
        return present.since == 0 ? 0 : present.earlier + 1;
    }

    function _checkpoints(address account, uint32 index)
        internal
        view
        override(Votes)
        returns (Checkpoints.Checkpoint208 memory)
    {
        Account memory found = _accounts[account];
        if (index != found.earlier) found = _past[account][index];
        return Checkpoints.Checkpoint208(found.since, found.votes);
    }

    /// @notice What votes are counted by: block time, in unix seconds.
    function clock() public view override(Votes) returns (uint48) {
        return uint48(block.timestamp);
    }

    /// @notice The clock, as ERC-6372 writes it.
    // solhint-disable-next-line func-name-mixedcase
    function CLOCK_MODE() public pure override(Votes) returns (string memory) {
        return "mode=timestamp";
    }

    /* ERC-20 THAT DOES NOT MOVE */

    /// @notice The token's name.
    function name() external pure returns (string memory) {
        return "Praxis";
    }

    /// @notice The token's symbol.
    function symbol() external pure returns (string memory) {
        return "PRAX";
    }

    /// @notice Amounts are in wei: 10^18 of them are one PRAX.
    function decimals() external pure returns (uint8) {
        return 18;
    }

    /// @notice Always 0: nobody spends another's PRAX.
    function allowance(address, address) external pure returns (uint256) {
        return 0;
    }

    /// @notice Always refused.
    function transfer(address, uint256) external pure returns (bool) {
        revert NonTransferable();
    }

    /// @notice Always refused.
    function transferFrom(address, address, uint256) external pure returns (bool) {
        revert NonTransferable();
    }

    /// @notice Always refused.
    function approve(address, uint256) external pure returns (bool) {
        revert NonTransferable();
    }

    /// @notice Whether it has an interface: ERC-165, the views of ERC-20 and its metadata, IVotes, ERC-6372.
    function supportsInterface(bytes4 id) external pure returns (bool) {
        return id == type(IERC165).interfaceId || id == type(IERC20).interfaceId
            || id == type(IERC20Metadata).interfaceId || id == type(IVotes).interfaceId
            || id == type(IERC6372).interfaceId;
    }
}
