"""What the contracts' refusals mean, and what to do: one clause for each of their errors.

The names are the contracts' own; `{value:kind}` puts one of the error's values into words.
"""

from collections.abc import Mapping
from string import Formatter
from typing import Any

from ..core.times import show_period, show_time
from ..core.units import show_basis_points, show_prax, show_usdc

_ASK = "collect and attest again"
_BYTES_LIKE = "the signature is malformed: sign again"
_TEXT = "a name given to the contract is too long"

SENTENCES: Mapping[str, str] = {
    # Attesters
    "AlreadyMember": "{account} is a member already: leave it out",
    "NotMember": "{account} is no member of this committee, so what it signed does not count",
    "ZeroMember": "the zero address cannot be a member",
    "NoFacts": "no fact was shown",
    "QuorumNotReached": "{signatures} of {quorum} signatures: gather more attestations over the same root",
    "QuorumOutOfRange": "a quorum of {quorum} does not fit {memberCount} members: it is more than half, at most all",
    "Revoked": "the fact was revoked at {revokedAt:time}: a corrected one has to be attested",
    "SignaturesMalformed": "the packed signatures are {length} bytes, which is no multiple of 65: gather them again",
    "SignersNotAscending": "the signers are not distinct and ascending: gather the signatures again",
    "MerkleProofInvalidMultiproof": "the facts are not shown as they were signed: give the attestation's own batch",
    "ECDSAInvalidSignature": _BYTES_LIKE,
    "ECDSAInvalidSignatureLength": _BYTES_LIKE,
    "ECDSAInvalidSignatureS": _BYTES_LIKE,
    "OwnableUnauthorizedAccount": "only the contract's owner may do this, and {account} is not: use the owner's key",
    "OwnableInvalidOwner": "{owner} cannot be the owner",
    # Stakeholders
    "AlreadyRejected": "the present wallet has rejected a change before, and may only once",
    "FactFromFuture": "the fact is of {factTime:time} and the chain stands at {currentTime:time}: submit it later",
    "NoConsent": "{wallet} has not consented: send this with its key, or give its signature (praxis link)",
    "NoPendingChange": "no change of wallet is pending that could be accepted or rejected",
    "NotAnIdentity": "a plain wallet always stands for itself: only an identity on a forge can be linked or admitted",
    "NotNewer": "a fact of {newest:time} is known, and this one of {factTime:time} is not newer: it is done, or stale",
    "NotTheChange": "the change that is pending is to {wallet}, linked at {linkedAt:time}: look at that one",
    "NotTheWallet": "only {wallet}, the contributor's wallet in effect, may do this: use its key or its signature",
    "SelfReferral": "nobody can refer themselves",
    "UnknownStanding": "there is no standing {standing}: they are 0 to 4",
    "WalletTaken": "{wallet} serves another contributor for ever: choose another wallet",
    "ZeroWallet": "the zero address is nobody's wallet",
    "InvalidShortString": _TEXT,
    "StringTooLong": _TEXT,
    # Prax
    "ActionClosed": "the action was closed at {closedAt:time}: only Commits completed before accrue",
    "AlreadyAccrued": "this has accrued already",
    "AmountTooLarge": "{amount:prax} PRAX is more than one accrual can hold",
    "BalanceTooLarge": "{balance:prax} PRAX is more than one wallet can hold",
    "SupplyTooLarge": "{supply:prax} PRAX is more than there can be",
    "CompletionOutOfRange": "a completion of {completion:share} of {total:share} is impossible: " + _ASK,
    "QualityOutOfRange": "a quality of {quality:share} is above 200%: " + _ASK,
    "EpochCapReached": (
        "{minted:prax} PRAX were minted in these 28 days and {amount:prax} more would pass the cap of {cap:prax}: "
        "submit it again in the next epoch"
    ),
    "NoReferralReward": "there is no referral reward for standing {standing}",
    "NoReferrer": "nobody referred this candidate",
    "NoWallet": "the contributor has no wallet yet: link one first (praxis link)",
    "NonTransferable": "PRAX cannot be transferred or approved",
    "NotAccrued": "this fact has nothing accrued that could be burned",
    "NotAdmitted": (
        "standing {standing} earns no referral: show the Admission of the candidate's present standing, if that is "
        "Resident (3) or BOP (4)"
    ),
    "NotRevoked": "the fact is not revoked: a quorum has to revoke it first (praxis attesters revoke)",
    "NotStakeholder": "PRAX is for stakeholders: the contributor has to be admitted first (praxis admit)",
    "ShareOutOfRange": "an attempt share of {attemptShare:share} is above 100%",
    "UnknownAction": "the catalogue has no such action: add it first (praxis prax action)",
    "UnknownCategory": "there is no category {category}: they are 0 to 9",
    "ERC5805FutureLookup": "votes of the future cannot be asked for",
    "InvalidAccountNonce": "the signature was used already: sign again",
    "SafeCastOverflowedUintDowncast": "{value} does not fit {bits} bits",
    "VotesExpiredSignature": "the signature expired: sign again",
    # BountyEscrow
    "AddressEmptyCode": "there is no contract at {target}",
    "NotAContract": "there is no contract at {account}: check the address",
    "FailedCall": "a call inside the transaction failed",
    "SafeERC20FailedOperation": "the token {token} did not move: it may be paused, or an account frozen",
    "ReentrancyGuardReentrantCall": "a contract called back into the escrow, which it may not",
    "AlreadyAwarded": "this Commit was awarded already",
    "BelowMinimum": (
        "the pool of {pool:usdc} USDC for the open {remaining:share} is below the program's minimum of {minimum:usdc}: "
        "fund it first"
    ),
    "BountyClosed": "the bounty is closed: nothing more can be funded, locked or awarded there",
    "ClosureTooLate": "the issue was closed at {closedAt:time}, 30 days ago or longer",
    "CommitsDiffer": "Commit number {index} is of another work, subject or total: show all of one work and no others",
    "Committed": "the stake is committed, or held by a lock, until {until:time}",
    "ContributorsNotAscending": "the Commits of a work come by contributor, ascending and each once",
    "EmptySubject": "name the issue",
    "Expired": "the direction expired at {deadline:time}: sign a new one",
    "FactCancelled": "this very fact was cancelled here for ever: a corrected one has to be attested",
    "FeeTooHigh": "the wallet allows a fee of {maxFee:usdc} USDC, not {fee:usdc}",
    "Insolvent": "the token moved less than it said ({balance:usdc} of {escrowed:usdc} USDC): nothing was taken",
    "LockHeld": "the bounty is locked for another work until {end:time}: wait, or let a maintainer move the lock",
    "MayNotCancel": "only the program's arbiter may cancel, or anybody once a quorum revoked the fact",
    "MoreAwarded": (
        "{awarded:share} is awarded already and you agreed to {maxAwarded:share}: look again (praxis bounty show), "
        "then say --max-awarded"
    ),
    "NoCommits": "no Commit was shown",
    "NoWork": "a work has to be named",
    "NotHolder": "the work that is to be replaced does not hold the lock",
    "NotOwed": "nothing is owed on this award: it was released or cancelled, or never made",
    "NotStanding": "this closure does not stand",
    "NotTheSponsor": "while the bounty is open only the sponsor {sponsor} may take that stake back: use its key",
    "NothingToRefund": "{sponsor} has no stake left here, or the pool is empty",
    "NothingToRelease": "nothing is owed to this contributor here",
    "PeriodTooLong": "a period of {period:period} is longer than {longest:period}",
    "ReviewOver": "the review ended at {reviewEnd:time}: nobody can cancel any more",
    "StaleProgress": "the progress of {progressAt:time} is not newer than {newest:time}: it is done, or stale",
    "TooManyShares": "this bounty's shares have grown beyond all measure, so it can take no more: fund another issue",
    "TotalMismatch": "the Commits add up to {sum:share} and say {total:share}: show all of one work together",
    "UnderReview": "an award or closure is under review until {until:time}: try again then",
    "UnknownProgram": "nobody created that program here: check its id, or praxis program create",
    "WrongFact": "the direction is for another fact than the one that was awarded: sign a new one",
    "ZeroAmount": "the amount is zero",
    "ZeroCompletion": "a Commit of completion 0 is awarded nothing",
    # TestUSDC, the stand-in token of local chains
    "ERC20InsufficientAllowance": "the allowance is too small",
    "ERC20InsufficientBalance": "the balance is too small",
    "ERC20InvalidApprover": "the zero address cannot approve",
    "ERC20InvalidReceiver": "{receiver} cannot hold this token",
    "ERC20InvalidSender": "{sender} cannot send this token",
    "ERC20InvalidSpender": "{spender} cannot spend this token",
    "ERC3009InvalidAuthorizationTime": "the authorization holds after {validAfter:time} and before {validBefore:time}",
    "ERC3009InvalidSignature": "the sponsor did not sign this authorization",
    "ERC3009UsedAuthorization": "the authorization was used or cancelled already: sign another",
    "PermitExpired": "the permit expired at {deadline:time}: sign a new one",
    "PermitNotSignedByOwner": "{owner} did not sign this permit",
}  # fmt: skip

_KINDS = {
    "time": show_time,
    "usdc": show_usdc,
    "prax": show_prax,
    "share": show_basis_points,
    "period": show_period,
}


class _Words(Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:
        return _KINDS[format_spec](value) if format_spec else str(value)


def sentence(error: str, values: Mapping[str, Any]) -> str:
    """The clause for an error with these values; "" where none is known, or the error is another of that name."""
    try:
        return _Words().vformat(SENTENCES.get(error, ""), (), values)
    except KeyError:
        return ""
