"""What all tests share: a chain, USDC on it, and the people, named by their role.

`--network embedded` (the default), `--network anvil`, or the URL of an anvil that already runs: the same tests pass on
each. Chain and token are made once per session; whatever a test does to them is undone after it. A fixture of wider
scope that deploys something must therefore be an argument of the test, not asked for by `getfixturevalue` within it.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

    from praxis_chain.evm.client import Client
    from praxis_chain.evm.local import LocalNetwork
    from praxis_chain.evm.local_usdc import LocalUsdc
    from praxis_chain.evm.sender import Sender

pytest_plugins = ["tests.protocol"]

GENESIS = 1_750_000_000  # unix seconds, 15 June 2025; every block is one second later
SPONSORS_USDC = 1_000_000 * 10**6  # base units that each sponsor starts with

SenderFor = Callable[..., "Sender"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--network", default="embedded", help="embedded, anvil, or the URL of a running anvil")


def pytest_configure(config: pytest.Config) -> None:
    # web3 7 still imports the old websockets client, which is not used here.
    config.addinivalue_line("filterwarnings", "ignore:websockets.legacy is deprecated:DeprecationWarning")


def pytest_make_parametrize_id(val: object) -> str | None:
    """A long text's beginning and length: ids are printed, and every process that a test starts is given its own."""
    if isinstance(val, str | bytes) and len(val) > 120:
        return f"{val[:60]!a}…{len(val)}"
    return None


@pytest.fixture(scope="session")
def chain(request: pytest.FixtureRequest) -> Iterator["LocalNetwork"]:
    """The network under test, with a clock of its own."""
    from praxis_chain.evm.local import require_local
    from praxis_chain.evm.networks import open_network

    with open_network(request.config.getoption("--network"), start=GENESIS) as network:
        yield require_local(network, "testing")


@pytest.fixture(autouse=True)
def undo(request: pytest.FixtureRequest) -> Iterator[None]:
    """Each test that uses the chain leaves it as it found it."""
    if "chain" not in request.fixturenames:
        yield
        return
    network: LocalNetwork = request.getfixturevalue("chain")
    with network.rollback():
        yield


@pytest.fixture(scope="session")
def usdc(
    chain: "LocalNetwork",
    circle: "LocalAccount",
    circle_admin: "LocalAccount",
    sponsor: "LocalAccount",
    second_sponsor: "LocalAccount",
    contributor: "LocalAccount",
) -> Iterator["LocalUsdc"]:
    """The token of most tests. A session's fixture that moves any of it makes one of its own, with `new_usdc`."""
    from praxis_chain.evm.client import Client

    token = new_usdc(chain, circle, circle_admin, sponsor, second_sponsor)
    yield token
    view, people = Client(chain).at(), (sponsor, second_sponsor, contributor)
    left = [view.call(token.contract, "balanceOf", account.address) for account in people]
    assert left == [SPONSORS_USDC, SPONSORS_USDC, 0], "a fixture moved USDC for good: give it a token of its own"


def new_usdc(
    chain: "LocalNetwork", circle: "LocalAccount", circle_admin: "LocalAccount", *sponsors: "LocalAccount"
) -> "LocalUsdc":
    """Circle's own bytecode wherever npm's packages are installed (then nothing else will do), else the stand-in."""
    from praxis_chain.evm.local_usdc import deploy_usdc
    from praxis_chain.evm.networks import find_in_node_modules

    token = deploy_usdc(chain, circle, circle_admin.address, circle=find_in_node_modules() is not None)
    for rich in sponsors:
        token.mint(rich.address, SPONSORS_USDC)
    return token


@pytest.fixture(scope="session")
def circle_usdc(usdc: "LocalUsdc") -> "LocalUsdc":
    """For what the stand-in cannot do: freezing, pausing."""
    if not usdc.is_circle:
        pytest.skip("needs Circle's bytecode: npm ci")
    return usdc


@pytest.fixture(scope="session")
def client(chain: "LocalNetwork") -> "Client":
    from praxis_chain.evm.client import Client

    return Client(chain)


@pytest.fixture(scope="session")
def sender_for(chain: "LocalNetwork") -> SenderFor:
    """`sender_for(sponsor)`: sends with fixed gas and price, which saves two thirds of the time."""
    from praxis_chain.evm.sender import Fixed, Sender
    from praxis_chain.evm.usdc import USDC_ABI

    def make(key: "LocalAccount", *abis: Any) -> Sender:
        return Sender(chain, key, abis=[*abis, USDC_ABI], fixed=Fixed())

    return make


# -- people -----------------------------------------------------------------------------------------------------------


def _person(index: int) -> Any:
    @pytest.fixture(scope="session")
    def account(chain: "LocalNetwork") -> "LocalAccount":
        return chain.accounts[index]

    return account


owner = _person(0)  # deploys, and owns what has an owner
sponsor = _person(1)
second_sponsor = _person(2)
contributor = _person(3)
second_contributor = _person(4)
third_contributor = _person(5)
referrer = _person(6)
relayer = _person(7)
arbiter = _person(8)
non_member = _person(9)  # signs, but is no attester
stranger = _person(10)  # has nothing to do with anything
circle = _person(11)  # all of Circle's roles in the token
circle_admin = _person(12)  # may upgrade the token
new_wallet = _person(18)  # where somebody's wallet moves to
third_wallet = _person(19)  # and where it moves from there


@pytest.fixture(scope="session")
def attesters(chain: "LocalNetwork") -> list["LocalAccount"]:
    """Five members, ascending by address, as the contract wants their signatures."""
    return sorted(chain.accounts[13:18], key=lambda account: int(account.address, 16))
