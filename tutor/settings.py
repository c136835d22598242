"""Settings: from the command line's options, else environment variables, else `settings.toml`, else these defaults."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import AliasChoices, Field, SecretStr, ValidationError, ValidatorFunctionWrapHandler, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from tutor.errors import BadSettings, wrong_fields

LONGEST_PROJECT = 2000  # characters
LONGEST_VERSIONS = 500  # characters


def default_home() -> Path:
    """`TUTOR_HOME`, or the platform's folder for user data."""
    return Path(os.environ.get("TUTOR_HOME") or user_data_path("groundwork", appauthor=False)).expanduser().absolute()


class Settings(BaseSettings):
    """What a user may choose. Each is also an environment variable `TUTOR_<NAME>`."""

    model_config = SettingsConfigDict(
        env_prefix="TUTOR_", frozen=True, extra="forbid", populate_by_name=True, hide_input_in_errors=True
    )

    home: Path = Field(default_factory=default_home, description="folder of releases, cache and record")
    model: str = Field("", description="name of a chat model; empty: answer with the sources' own sentences")
    base_url: str = Field(
        "",
        validation_alias=AliasChoices("TUTOR_BASE_URL", "OPENAI_BASE_URL"),
        description="address of an OpenAI-compatible server, with /v1; empty: OpenAI",
    )
    api_key: SecretStr = Field(
        SecretStr(""),
        validation_alias=AliasChoices("TUTOR_API_KEY", "OPENAI_API_KEY"),
        description="key for that server; never recorded",
    )
    temperature: float | None = Field(None, ge=0, le=2, description="left out: the server's default")
    max_tokens: int = Field(1500, ge=64, description="longest reply of the model")
    timeout: float = Field(60.0, gt=0, description="seconds without a byte from the model before giving up")
    retries: int = Field(2, ge=0, le=10, description="tries again after a rate limit or a lost connection")
    redraws: int = Field(3, ge=0, le=10, description="how often an answer is drawn again to see whether it holds")
    most_redraws: int = Field(9, ge=0, le=30, description="how often at most, while a statement is disputed")
    redraw_seconds: float = Field(180.0, gt=0, description="for all redraws together: a later one is missing")
    redraw_tokens: int = Field(0, ge=0, description="no further redraws after so many tokens; 0: no limit")
    without_model: Literal["extract", "fail"] = Field(
        "extract", description="when the model fails: answer with the sources' own sentences, or fail"
    )
    embedder: str = Field("bundled", description="bundled; openai:MODEL at base_url; or a folder with model.onnx")
    judge: Literal["local", "model", "lexical"] = Field(
        "local",
        description="what decides whether words carry a statement: the bundled network, the model, or words alone",
    )
    language: str = Field(
        "", max_length=40, description="language a model also puts its sentences in; empty: that of the sources"
    )
    project: str = Field(
        "",
        max_length=LONGEST_PROJECT,
        description="what you work on: a model applies the sources to it; empty: it is told nothing",
    )
    brief: bool = Field(True, description="whether answers are fitted to your brief")
    price_input: float = Field(0.0, ge=0, description="price of a million tokens sent; 0: not known")
    price_output: float = Field(0.0, ge=0, description="price of a million tokens received; 0: not known")
    corpora: tuple[str, ...] = Field((), description="corpora that the page asks; empty: all")
    text_size: Literal["normal", "large", "larger"] = Field("normal", description="size of the page's text")
    stream: bool = Field(
        True, description="whether the page shows each statement once it is checked, or all at the end"
    )
    evals: str = Field("", description="folder of eval runs that the page lists; empty: `evals` in home")
    desk: bool = Field(True, description="whether the page has the curator's desk; it is on loopback only")
    versions: str = Field(
        "",
        max_length=LONGEST_VERSIONS,
        description="the tools you work with and their versions: sources about others are marked; empty: none are",
    )
    passages: int = Field(8, ge=1, le=50, description="how many passages an answer may draw on")

    @field_validator("home", mode="wrap")
    @classmethod
    def _the_same_from_any_folder(cls, home: object, valid: ValidatorFunctionWrapHandler) -> Path:
        path: Path = valid(home or default_home())
        return path.expanduser().absolute()

    @field_validator("base_url")
    @classmethod
    def _without_a_secret(cls, address: str) -> str:
        if "@" in urlsplit(address).netloc:  # addresses are recorded with every answer
            raise ValueError("an address cannot hold a user name or password; a key goes into TUTOR_API_KEY")
        return address

    @property
    def releases(self) -> Path:
        """Where the shelf stands."""
        return self.home / "releases"

    @property
    def runs(self) -> Path:
        """Where eval runs are looked for."""
        return Path(self.evals).expanduser().absolute() if self.evals else self.home / "evals"

    @property
    def endpoint(self) -> str:
        """Where models are asked. Always named: left out, the vendor's libraries read variables of their own."""
        return self.base_url or "https://api.openai.com/v1"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        file = TomlConfigSettingsSource(settings_cls, default_home() / "settings.toml")
        return init_settings, env_settings, file


def read_settings(**chosen: object) -> Settings:
    """The settings in force, with `chosen` before all others. Raises `BadSettings` naming each wrong one."""
    try:
        return Settings(**{name: value for name, value in chosen.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        wrong = wrong_fields(error)
        raise BadSettings(f"These settings cannot be used: {wrong}.", "See docs/settings.md.") from error
    except ValueError as error:  # a settings.toml that is no TOML
        raise BadSettings(f"settings.toml cannot be read: {error}.", "Correct or delete it.") from error
