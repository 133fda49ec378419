"""The repository's policy: who may change it, since when it holds, and what is no policy."""

import pytest

from praxis_chain.core.errors import Refused, WrongInput
from praxis_chain.core.evidence import Person
from praxis_chain.demo.repository import DemoRepository
from praxis_chain.forges.git import POLICY_FILE, fingerprint
from praxis_chain.forges.statements.policy import read_policy
from tests.judged import ACTION, POLICY, facts_of, merge_of, refusal_of

from .conftest import Look

BASE = "refs/heads/main"
KEY = "SHA256:" + "k" * 43


def naming(repository: DemoRepository, *roles: str) -> dict[str, str]:
    listed = ", ".join(f'"{repository.key(role).contributor}"' for role in roles)
    return {POLICY_FILE: f"maintainers = [{listed}]\n{POLICY}"}


def test_a_maintainer_appoints_another(repository: DemoRepository, look: Look) -> None:
    repository.push_work(3, "contributor", {"a.txt": "one\n"})
    repository.push_work(4, "contributor", {"b.txt": "one\n"})
    repository.merge(3, "newcomer", closes=7)
    repository.commit("maintainer", "Appoint", naming(repository, "maintainer", "newcomer"))
    repository.merge(4, "newcomer", closes=7)
    forge = look()
    assert refusal_of(merge_of(forge, 3)) == "not-a-maintainer"
    assert len(facts_of(merge_of(forge, 4))) == 1
    assert merge_of(forge, 3).policy.source != merge_of(forge, 4).policy.source


def test_a_maintainer_who_left_counts_until_then(repository: DemoRepository, look: Look) -> None:
    repository.push_work(3, "contributor", {"a.txt": "one\n"})
    repository.push_work(4, "contributor", {"b.txt": "one\n"})
    repository.merge(3, "co_maintainer", closes=7)
    repository.commit("maintainer", "Farewell", naming(repository, "maintainer"))
    repository.merge(4, "co_maintainer", closes=7)
    forge = look()
    assert len(facts_of(merge_of(forge, 3))) == 1
    assert refusal_of(merge_of(forge, 4)) == "not-a-maintainer"


@pytest.mark.parametrize("sign", [True, False])
def test_nobody_appoints_themselves(repository: DemoRepository, look: Look, sign: bool) -> None:
    repository.commit("rival", "Appoint me", naming(repository, "rival"), sign=sign)
    repository.push_work(3, "contributor", {"a.txt": "one\n"})
    repository.push_work(4, "contributor", {"b.txt": "one\n"})
    repository.merge(3, "rival", closes=7)
    repository.merge(4, closes=7)
    forge = look()
    assert refusal_of(merge_of(forge, 3)) == "not-a-maintainer"
    assert len(facts_of(merge_of(forge, 4))) == 1
    assert "does not count: no maintainer signed it." in forge.problems()[0]


def test_a_work_cannot_bring_the_policy_that_judges_it(repository: DemoRepository, look: Look) -> None:
    head = repository.push_work(3, "maintainer", naming(repository, "maintainer") | {"a.txt": "one\n"})
    repository.push_work(3, "maintainer", {POLICY_FILE: f"self_merge = true\nmaintainers = []\n{POLICY}"})
    repository.merge(3, closes=7)
    assert head != repository.head("refs/pull/3/head")
    assert refusal_of(merge_of(look(), 3)) == "self-merge"


def test_a_policy_that_nobody_can_read_leaves_the_old_one(repository: DemoRepository, look: Look) -> None:
    repository.commit("maintainer", "Break it", {POLICY_FILE: "maintainers = ["})
    repository.push_work(3, "contributor", {"a.txt": "one\n"})
    repository.merge(3, closes=7)
    forge = look()
    assert len(facts_of(merge_of(forge, 3))) == 1
    assert "is not TOML" in forge.problems()[0]


def test_a_removed_policy_stays(repository: DemoRepository, look: Look) -> None:
    repository.commit("maintainer", "Remove it", {POLICY_FILE: None})
    repository.push_work(3, "contributor", {"a.txt": "one\n"})
    repository.merge(3, closes=7)
    forge = look()
    assert len(facts_of(merge_of(forge, 3))) == 1
    assert f"{POLICY_FILE} was removed." in forge.problems()[0]


def test_self_merge_counts_where_the_policy_says_so(repository: DemoRepository, look: Look) -> None:
    allowing = naming(repository, "maintainer")[POLICY_FILE].replace("]\n", "]\nself_merge = true\n", 1)
    repository.commit("maintainer", "Allow it", {POLICY_FILE: allowing})
    repository.push_work(3, "maintainer", {"a.txt": "one\n"})
    repository.merge(3, closes=7)
    merge = merge_of(look(), 3)
    assert merge.policy.self_merge
    assert len(facts_of(merge)) == 1


def test_a_rewritten_first_policy_stops_whoever_knew_the_old_one(repository: DemoRepository, look: Look) -> None:
    look("knows")
    root = repository.root
    repository.rewrite_orphan("rival", naming(repository, "rival"))
    with pytest.raises(Refused, match=f"stood in git commit {root[:12]} and now in .*: the history under it was rewri"):
        look("knows")


def test_without_a_policy_nothing_counts(repository: DemoRepository, look: Look) -> None:
    repository.rewrite_orphan("maintainer", {"issues/7.md": "Issue 7\n"})
    repository.push_work(3, "contributor", {"a.txt": "one\n"}, fresh=True)
    repository.merge(3, closes=7)
    merge = merge_of(look(), 3)
    assert merge.act is not None
    assert merge.act.by == Person(repository.key("maintainer").contributor, "ssh")
    assert (merge.policy.source, refusal_of(merge)) == ("", "not-a-maintainer")


def test_maintainers_are_named_by_key_in_three_ways(repository: DemoRepository) -> None:
    key = repository.key("maintainer")
    text = f'maintainers = ["{key.public}", "{KEY}", "git:ssh/{KEY.replace("k", "j")}"]'
    policy = read_policy(text.encode(), BASE)
    assert policy.maintainers == {key.contributor, f"git:ssh/{KEY}", f"git:ssh/{KEY.replace('k', 'j')}"}
    assert policy.is_maintainer(Person(key.contributor, "ssh"))
    assert not policy.is_maintainer(Person(key.contributor, "stated"))


def test_actions_go_by_name_or_by_id() -> None:
    policy = read_policy(POLICY.encode(), BASE)
    assert policy.action_id("") == policy.action_id("code") == ACTION
    assert policy.action_id("0x" + "EF" * 32) == "0x" + "ef" * 32
    assert policy.action_id("magic") == policy.action_id("0x12") == ""
    assert read_policy(b'action = "0x' + b"CD" * 32 + b'"', BASE).action_id("") == "0x" + "cd" * 32
    assert read_policy(b"", BASE).action_id("") == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "maintainer = []",
            "has an unknown key 'maintainer'; known are action, actions, approvals, base, bots, labels, "
            "maintainers, quality, self_merge",
        ),
        ('base = "dev"', "stands on refs/heads/main, but says that the base is refs/heads/dev"),
        ("base = 1", "'base' is not of the type str"),
        ("self_merge = 1", "'self_merge' is not of the type bool"),
        ("maintainers = [1]", "a maintainer is named by key, as text, not 1"),
        ('maintainers = ["somebody"]', "'somebody' is not an SSH public key line"),
        ('maintainers = ["ssh-ed25519 !!!"]', "'ssh-ed25519 !!!' is not an SSH public key line"),
        ('maintainers = ["0x' + "11" * 20 + '"]', "is not an SSH public key line"),
        ('action = "code"', "the default action 'code' is not one of [actions]"),
        ('[actions]\ncode = "0x12"', "an action is 0x and 64 hex digits, not '0x12'"),
        ("[quality]\ngreat = 20001", "the quality 'great' is a whole number from 0 to 20000, not 20001"),
        ("approvals = 21", "'approvals' is a whole number from 0 to 20, not 21"),
        ("approvals = true", "'approvals' is a whole number from 0 to 20, not True"),
        ("bots = 1", "'bots' is not of the type bool"),
        ("[labels]\nblocked = 1", "the label 'blocked' needs the one statement that it makes, not 1"),
        ("[labels]\nblocked = ' '", "the label 'blocked' needs the one statement that it makes, not ' '"),
        ("[quality]\ngreat = true", "the quality 'great' is a whole number from 0 to 20000, not True"),
    ],
)
def test_what_is_no_policy_is_said_in_one_sentence(text: str, said: str) -> None:
    with pytest.raises(WrongInput) as refused:
        read_policy(text.encode(), BASE)
    assert said in str(refused.value)


def test_a_fingerprint_is_what_ssh_keygen_prints(repository: DemoRepository) -> None:
    public = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"  # github.com's host key
    assert fingerprint(public) == "SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU"
    assert fingerprint(repository.key("rival").public) == repository.key("rival").fingerprint
