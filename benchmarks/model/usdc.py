"""USDC as the escrow meets it: balances, allowances, authorizations, a pause and a list of frozen accounts.

Written from the documentation of Circle's FiatTokenV2_2. Amounts are base units.
"""

from praxis_chain.core.addresses import ZERO_ADDRESS
from praxis_chain.core.eip712 import Domain

from .state import Kept, Reason, Refused, Scene, usdc_says
from .wallets import Wallets

FROZEN = "Blacklistable: account is blacklisted"
PAUSED = "Pausable: paused"
PERMIT = "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
RECEIVE = (
    "ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,"
    "bytes32 nonce)"
)


class Usdc:
    """The token. `circle` has every role."""

    name = "USDC"

    def __init__(self, scene: Scene, address: str, circle: str, chain_id: int, wallets: Wallets) -> None:
        self.scene = scene
        self.address = address
        self.circle = circle
        self.domain = Domain("USD Coin", "2", chain_id, bytes.fromhex(address[2:]))
        self.wallets = wallets
        self.balances: Kept[str, int] = Kept(scene.journal, 0)
        self.allowances: Kept[tuple[str, str], int] = Kept(scene.journal, 0)
        self.frozen: Kept[str, bool] = Kept(scene.journal, False)
        self.paused: Kept[None, bool] = Kept(scene.journal, False)
        self.nonces: Kept[str, int] = Kept(scene.journal, 0)
        self.used: Kept[tuple[str, bytes], bool] = Kept(scene.journal, False)

    # -- called by anybody --------------------------------------------------------------------------------------------

    def transfer(self, to: str, amount: int) -> None:
        self.move(self.scene.caller, self.scene.caller, to, amount)

    def approve(self, spender: str, amount: int) -> None:
        self._require_running()
        self.allowances[self.scene.caller, spender] = amount

    def permit(self, owner: str, spender: str, amount: int, deadline: int, v: int, r: bytes, s: bytes) -> None:
        self._require_running()
        if deadline < self.scene.now:
            raise Refused([usdc_says("FiatTokenV2: permit is expired")])
        digest = self.permit_digest(owner, spender, amount, deadline)
        if not self.wallets.signed(owner, digest, r + s + bytes([v])):
            raise Refused([usdc_says("EIP2612: invalid signature")])
        self.nonces[owner] += 1
        self.allowances[owner, spender] = amount

    # -- called by Circle ---------------------------------------------------------------------------------------------

    def blacklist(self, account: str) -> None:
        self._require_circle("Blacklistable: caller is not the blacklister")
        self.frozen[account] = True

    def unBlacklist(self, account: str) -> None:  # noqa: N802 - Circle's name
        self._require_circle("Blacklistable: caller is not the blacklister")
        self.frozen[account] = False

    def pause(self) -> None:
        self._require_circle("Pausable: caller is not the pauser")
        self.paused[None] = True

    def unpause(self) -> None:
        self._require_circle("Pausable: caller is not the pauser")
        self.paused[None] = False

    # -- called by the escrow -----------------------------------------------------------------------------------------

    def take(self, spender: str, holder: str, amount: int) -> None:
        """`transferFrom` to the spender itself."""
        reasons = self._reasons_against(spender, holder, spender, amount)
        if self.allowances[holder, spender] < amount:
            reasons.append(usdc_says("ERC20: transfer amount exceeds allowance"))
        if reasons:
            raise Refused(reasons)
        self.allowances[holder, spender] -= amount
        self._book(holder, spender, amount)

    def receive(
        self, holder: str, to: str, amount: int, after: int, before: int, nonce: bytes, signature: bytes
    ) -> None:
        """`receiveWithAuthorization`, called by `to`."""
        reasons = self._reasons_against(holder, holder, to, amount)
        if self.scene.now <= after:
            reasons.append(usdc_says("FiatTokenV2: authorization is not yet valid"))
        if self.scene.now >= before:
            reasons.append(usdc_says("FiatTokenV2: authorization is expired"))
        if self.used[holder, nonce]:
            reasons.append(usdc_says("FiatTokenV2: authorization is used or canceled"))
        if not self.wallets.signed(holder, self.receive_digest(holder, to, amount, after, before, nonce), signature):
            reasons.append(usdc_says("FiatTokenV2: invalid signature"))
        if reasons:
            raise Refused(reasons)
        self.used[holder, nonce] = True
        self._book(holder, to, amount)

    def move(self, spender: str, holder: str, to: str, amount: int) -> None:
        """`transfer`, by its holder."""
        reasons = self._reasons_against(spender, holder, to, amount)
        if reasons:
            raise Refused(reasons)
        self._book(holder, to, amount)

    # -- digests ------------------------------------------------------------------------------------------------------

    def permit_digest(self, owner: str, spender: str, amount: int, deadline: int) -> bytes:
        words: list[bytes | int] = [
            bytes.fromhex(owner[2:]),
            bytes.fromhex(spender[2:]),
            amount,
            self.nonces[owner],
            deadline,
        ]
        return self.domain.digest(PERMIT, words)

    def receive_digest(self, holder: str, to: str, amount: int, after: int, before: int, nonce: bytes) -> bytes:
        words: list[bytes | int] = [bytes.fromhex(holder[2:]), bytes.fromhex(to[2:]), amount, after, before, nonce]
        return self.domain.digest(RECEIVE, words)

    # -- rules --------------------------------------------------------------------------------------------------------

    def _reasons_against(self, spender: str, holder: str, to: str, amount: int) -> list[Reason]:
        reasons = []
        if self.paused[None]:
            reasons.append(usdc_says(PAUSED))
        if any(self.frozen[account] for account in (spender, holder, to)):
            reasons.append(usdc_says(FROZEN))
        if to == ZERO_ADDRESS:
            reasons.append(usdc_says("ERC20: transfer to the zero address"))
        if self.balances[holder] < amount:
            reasons.append(usdc_says("ERC20: transfer amount exceeds balance"))
        return reasons

    def _book(self, holder: str, to: str, amount: int) -> None:
        self.balances[holder] -= amount
        self.balances[to] += amount

    def _require_running(self) -> None:
        if self.paused[None]:
            raise Refused([usdc_says(PAUSED)])

    def _require_circle(self, otherwise: str) -> None:
        if self.scene.caller != self.circle:
            raise Refused([usdc_says(otherwise)])
