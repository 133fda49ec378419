"""An attester's own clone of a repository: bare, made and updated without trusting anything in it."""

import shutil
from base64 import b64encode
from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import urlsplit

from ...core.errors import NetworkFailed, WrongInput
from ..loopback import is_loopback
from .repository import Repository, run_git

_REFSPECS = (
    "+refs/heads/*:refs/heads/*",
    "+refs/pull/*/head:refs/pull/*/head",
    "+refs/links/*:refs/links/*",
)
_KEPT = "refs/praxis/kept/"


class Mirror(Repository):
    """A bare clone of `origin` (a path or an https, ssh or git URL; http on this machine) at `path`.

    Its reflogs remember every tip that a branch once had, so a rewritten branch is seen; objects once needed are kept.
    known_as: what tells this repository from others if its address may change, e.g. `github:repo/7`. token: gives
    what a private repository is opened with now, over https.
    """

    def __init__(
        self, origin: str | Path, path: Path, *, known_as: str = "", token: Callable[[], str] | None = None
    ) -> None:
        super().__init__(path)
        place = str(origin).removeprefix("file://")
        self._local = Path(place).is_dir()
        self.origin = str(Path(place).absolute()) if self._local else str(origin)
        scheme = "" if self._local else urlsplit(self.origin).scheme
        http = scheme == "http" and is_loopback(self.origin)
        if not (self._local or http or scheme in ("https", "ssh", "git")):
            raise WrongInput(f"There is no repository at {self.origin}: give a folder, or an https or ssh address.")
        self._known_as = known_as or self.origin
        self._http = http
        self._token = token if http or scheme == "https" else None

    def update(self) -> None:
        """Clone, or fetch what is new. Raises NetworkFailed, or WrongInput if the folder mirrors something else."""
        if not self.path.exists():
            self._clone()
        try:
            known = self.git("config", "--local", "praxis.origin").decode().strip()
        except NetworkFailed:
            known = ""
        if known != self._known_as:
            raise WrongInput(f"{self.path} is not a mirror of {self.origin}: name another folder, or remove it.")
        self._fetch(_REFSPECS, "--prune")
        if self.git("rev-parse", "--is-shallow-repository").strip() == b"true":
            raise WrongInput(
                f"{self.origin} is a shallow clone, its past is cut off: run `git fetch --unshallow` there."
            )

    def fetch_objects(self, oids: Iterable[str]) -> None:
        """Fetch git commits that no ref holds any more, where the origin still has them, and keep them."""
        wanted = sorted(set(oids))
        missing = sorted(set(wanted) - set(self.object_ids(wanted, "commit")))
        try:
            if missing:
                self._fetch(f"{oid}:{_KEPT}{oid}" for oid in missing)
        except NetworkFailed:  # one of them is gone: take the others
            half = len(missing) // 2
            for part in (missing[:half], missing[half:]) if half else ():
                self.fetch_objects(part)

    def first_seen(self, name: str, oid: str) -> str:
        """The git commit once remembered under `name` in this mirror; remembers `oid` if there is none yet."""
        ref = f"refs/praxis/first/{name}"
        known = self.refs(ref).get(ref, "")
        if not known:
            self.git("update-ref", ref, oid)
        return known or oid

    def server_directory(self) -> Path | None:
        """The origin's own git directory, if it is bare and on this machine: its reflogs are the forge's clock."""
        if not self._local:
            return None
        asked = ["rev-parse", "--is-bare-repository", "--absolute-git-dir"]
        bare, folder = run_git(["-C", self.origin, *asked], what="Reading the origin").decode().splitlines()
        return Path(folder) if bare == "true" else None

    def _clone(self) -> None:
        arguments = ["clone", "--bare", "--quiet", "--no-local", "--no-tags", "--template="]
        for setting in ("core.logAllRefUpdates=always", "gc.reflogExpire=never", "gc.reflogExpireUnreachable=never"):
            arguments += ["--config", setting]
        if self._local:
            self._require_repository()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            whole = [*arguments, "--", self.origin, str(self.path)]
            run_git(whole, what=f"Cloning {self.origin}", settings=self._settings())
            self.git("config", "--local", "praxis.origin", self._known_as)
        except BaseException:
            shutil.rmtree(self.path, ignore_errors=True)
            raise

    def _settings(self) -> dict[str, str]:
        """Git's settings for reaching the origin, and nothing else."""
        http = {"protocol.http.allow": "always"} if self._http else {}
        return http | (_opening(self.origin, self._token()) if self._token else {})

    def _require_repository(self) -> None:
        """Git itself would say the same of a folder without a repository as of a server that does not answer."""
        asked = ["-C", self.origin, "rev-parse", "--show-cdup"]
        try:
            up = run_git(asked, what="Reading the origin").decode().strip()
        except NetworkFailed:
            raise WrongInput(f"There is no git repository at {self.origin}: name a folder that holds one.") from None
        if up:
            top = Path(self.origin, up).resolve()
            raise WrongInput(f"{self.origin} lies inside the git repository {top}: name that one.")

    def _fetch(self, refspecs: Iterable[str], *options: str) -> None:
        always = ("--quiet", "--no-tags", "--force", "--no-write-fetch-head", "--update-head-ok", "--stdin")
        stdin = "\n".join(refspecs).encode() + b"\n"
        what = f"Fetching from {self.origin}"
        self.git("fetch", *always, *options, "--", self.origin, stdin=stdin, what=what, settings=self._settings())


def _opening(origin: str, token: str) -> dict[str, str]:
    """Git's settings that send a token there, and nowhere else."""
    basic = b64encode(f"x-access-token:{token}".encode()).decode()
    return {f"http.{origin}.extraHeader": f"Authorization: Basic {basic}", "http.followRedirects": "false"}
