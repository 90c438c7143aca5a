"""Where things are, and what a person has set.

`TUTOR_HOME` moves every file the app writes into one folder; without it they lie where the platform wants them.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

from tutor.errors import SettingsError

Glyphs = Literal["auto", "unicode", "ascii"]


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders the app writes to, and those it ships with.

    data     history, installed packs, run records: what must not be lost
    config   config.toml
    cache    the compiled library: may be deleted at any time
    content  the packs that ship with the app
    demos    the demos that ship with the app; its parent goes on `sys.path` for `import demos.kit`
    """

    data: Path
    config: Path
    cache: Path
    content: Path
    demos: Path

    @property
    def history(self) -> Path:
        return self.data / "history.db"

    @property
    def packs(self) -> Path:
        return self.data / "packs"

    @property
    def runs(self) -> Path:
        return self.data / "runs"

    @property
    def library(self) -> Path:
        return self.cache / "library.db"

    @property
    def settings_file(self) -> Path:
        return self.config / "config.toml"


def find_paths(environ: Mapping[str, str] = os.environ) -> Paths:
    """The app's folders; none is made here."""
    beside = Path(__file__).parent / "_data"
    shipped = beside if beside.is_dir() else Path(__file__).parent.parent
    if home := environ.get("TUTOR_HOME"):
        root = Path(home).expanduser().absolute()
        return Paths(root, root, root / "cache", shipped / "content", shipped / "demos")
    import platformdirs  # 5 ms that `--help` need not pay

    dirs = platformdirs.PlatformDirs("llm-tutor", appauthor=False)
    return Paths(
        Path(dirs.user_data_dir),
        Path(dirs.user_config_dir),
        Path(dirs.user_cache_dir),
        shipped / "content",
        shipped / "demos",
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person may set in config.toml; every one has a default."""

    new_per_day: int = field(default=10, metadata={"range": (0, 1_000)})
    session_items: int = field(default=20, metadata={"range": (1, 500)})
    desired_retention: float = field(default=0.9, metadata={"range": (0.7, 0.99)})
    confidence: bool = True
    glyphs: Glyphs = "auto"
    theme: str = "textual-dark"


def read_settings(file: Path) -> Settings:
    """The settings in `file`, the defaults where it is missing; raises SettingsError naming field and remedy."""
    try:
        written = file.read_bytes()
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise SettingsError(
            f"cannot be read: {error.strerror}", where=str(file), remedy="check who may read it"
        ) from error
    import tomllib  # 2 ms that one without settings need not pay

    try:
        data = tomllib.loads(written.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"not TOML: {error}", where=str(file), remedy="mend the line, or delete the file"
        ) from error
    hints = get_type_hints(Settings)
    for name, value in data.items():
        if name not in hints:
            raise SettingsError(
                f"no setting is called `{name}`", where=str(file), remedy=f"there are: {', '.join(sorted(hints))}"
            )
        _check(file, name, hints[name], value)
    values: dict[str, Any] = {k: float(v) if hints[k] is float else v for k, v in data.items()}
    return Settings(**values)


def _check(file: Path, name: str, hint: Any, value: Any) -> None:
    if get_origin(hint) is Literal:
        if value not in get_args(hint):
            raise SettingsError(
                f"`{name}` cannot be {value!r}", where=str(file), remedy=f"one of: {', '.join(get_args(hint))}"
            )
        return
    allowed = (int, float) if hint is float else hint
    if not isinstance(value, allowed) or (isinstance(value, bool) and hint is not bool):
        raise SettingsError(
            f"`{name}` must be a {hint.__name__}, not {value!r}", where=str(file), remedy="mend the line"
        )
    limits = next(f.metadata.get("range") for f in fields(Settings) if f.name == name)
    if limits and not limits[0] <= value <= limits[1]:
        raise SettingsError(
            f"`{name}` is {value}", where=str(file), remedy=f"it may be from {limits[0]} to {limits[1]}"
        )
