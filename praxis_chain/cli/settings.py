"""Everything that can be set, in one place: flag > PRAXIS_* > .env > praxis.toml > default.

Keys, passwords, tokens and webhook secrets are no settings: keys come from keystores by name, their passwords from a
prompt, from PRAXIS_PASSWORD, or from the file that PRAXIS_PASSWORD_FILE names; GitHub's token from PRAXIS_GITHUB_TOKEN.
"""

from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from ..core.errors import WrongInput

CONFIG_FILE = "praxis.toml"


class Settings(BaseSettings):
    """What the commands need to know about the surroundings."""

    model_config = SettingsConfigDict(
        env_prefix="PRAXIS_", env_file=".env", toml_file=CONFIG_FILE, extra="ignore", frozen=True, env_ignore_empty=True
    )

    network: str = Field("http://127.0.0.1:8545", description="RPC URL, or the path of a node's IPC socket")
    chain_id: int | None = Field(None, description="what the chain's id has to be; another one is refused")
    deployment: Path | None = Field(None, description="the deployment's record, where it is not the packaged one")
    key: str | None = Field(None, description="keystore that signs: a name in ape's or Foundry's folder, or a path")
    sender: str | None = Field(None, description="address to simulate as where there is no key")
    program: str | None = Field(None, description="id of the program that commands mean if they name none")
    repo: str | None = Field(None, description="the repository to look at: github:owner/name, or a git folder or URL")
    github_api: str | None = Field(
        None, description="URL of GitHub's API, where the repository's name does not tell it"
    )
    github_pause: float = Field(
        60.0, gt=0, description="seconds until GitHub is asked again when it refuses and does not say when"
    )
    look_every: float = Field(60.0, gt=0, description="seconds between two sweeps of a repository, for the services")
    links_every: float = Field(
        900.0, gt=0, description="seconds between two readings of the wallets that people publish"
    )
    stale_after: float = Field(900.0, gt=0, description="seconds after which a look is too old to act on")
    data: Path = Field(Path(".praxis"), description="where deployments' records and clones are kept")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, dotenv_settings, TomlConfigSettingsSource(settings_cls)


def load_settings(**flags: Any) -> Settings:
    """Settings with the flags that were given (None = not given). Raises WrongInput, naming what cannot be read."""
    try:
        if unknown := sorted(set(TomlConfigSettingsSource(Settings)()) - Settings.model_fields.keys()):
            known = ", ".join(Settings.model_fields)
            raise WrongInput(f"{CONFIG_FILE} sets {unknown[0]!r}, which is no setting: they are {known}.")
        return Settings(**{name: value for name, value in flags.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        raise WrongInput(f"The setting {'.'.join(map(str, first['loc']))} cannot be used: {first['msg']}.") from None
    except ValueError as error:
        raise WrongInput(f"{CONFIG_FILE} cannot be read: {error}.") from None


def origins(settings: Settings, flags: dict[str, Any]) -> dict[str, str]:
    """For each setting, which source decided it."""
    from pydantic_settings import DotEnvSettingsSource, EnvSettingsSource

    sources = {
        "flag": {name for name, value in flags.items() if value is not None},
        "environment": set(EnvSettingsSource(Settings)()),
        ".env": set(DotEnvSettingsSource(Settings)()),
        CONFIG_FILE: set(TomlConfigSettingsSource(Settings)()),
    }
    return {
        name: next((source for source, names in sources.items() if name in names), "default")
        for name in Settings.model_fields
    }
