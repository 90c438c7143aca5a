"""Where files lie, and what a person has set."""

from __future__ import annotations

from pathlib import Path

import pytest

from tutor.errors import SettingsError
from tutor.settings import Settings, find_paths, read_settings


def test_tutor_home_moves_every_file_the_app_writes(tmp_path: Path) -> None:
    paths = find_paths({"TUTOR_HOME": str(tmp_path)})

    written = (paths.data, paths.config, paths.cache, paths.history, paths.packs, paths.runs, paths.settings_file)
    assert all(path.is_relative_to(tmp_path) for path in written)


def test_without_it_they_lie_where_the_platform_wants_them() -> None:
    paths = find_paths({})

    assert paths.data.name == paths.config.name == paths.cache.name == "llm-tutor"
    assert (paths.content / "transformers-vs-seq2seq" / "pack.yaml").is_file()


def test_no_file_means_the_defaults(tmp_path: Path) -> None:
    assert read_settings(tmp_path / "config.toml") == Settings()


def test_a_whole_number_is_taken_where_a_share_is_asked(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("new_per_day = 5\nconfidence = false\ndesired_retention = 0.85\nglyphs = 'ascii'\n")

    assert read_settings(file) == Settings(new_per_day=5, confidence=False, desired_retention=0.85, glyphs="ascii")


@pytest.mark.parametrize(
    ("text", "what", "remedy"),
    [
        ("new_per_dya = 5", "no setting is called `new_per_dya`", "there are: confidence, desired_retention, glyphs, "),
        ("new_per_day = '5'", "`new_per_day` must be a int, not '5'", "mend the line"),
        ("new_per_day = true", "`new_per_day` must be a int, not True", "mend the line"),
        ("new_per_day = -1", "`new_per_day` is -1", "it may be from 0 to 1000"),
        ("desired_retention = 1", "`desired_retention` is 1", "it may be from 0.7 to 0.99"),
        ("glyphs = 'emoji'", "`glyphs` cannot be 'emoji'", "one of: auto, unicode, ascii"),
        ("new_per_day =", "not TOML: Invalid value (at end of document)", "mend the line, or delete the file"),
    ],
)
def test_a_setting_that_cannot_be_is_told_with_its_remedy(tmp_path: Path, text: str, what: str, remedy: str) -> None:
    file = tmp_path / "config.toml"
    file.write_text(text)

    with pytest.raises(SettingsError) as raised:
        read_settings(file)

    assert (raised.value.where, raised.value.what) == (str(file), what)
    assert raised.value.remedy.startswith(remedy)
