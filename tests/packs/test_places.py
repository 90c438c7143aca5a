"""Which packs are found where, and in which order they are offered."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from tutor.errors import PackError
from tutor.packs.library import Library
from tutor.packs.loader import load_pack
from tutor.packs.places import find_packs, packs_in


def pack(folder: Path, name: str) -> Path:
    path = folder / name
    (path / "questions").mkdir(parents=True)
    (path / "pack.yaml").write_text(f"id: {name}\n")
    (path / "questions" / "a.yaml").write_text("[]\n")
    return path


def test_a_pack_is_found_by_its_folder_by_one_of_its_files_and_in_a_folder_of_packs(tmp_path: Path) -> None:
    folder, single = pack(tmp_path, "many"), tmp_path / "small.yaml"
    single.write_text("pack: {}\n")
    (tmp_path / "other.yaml").write_text("services: {}\n")

    assert find_packs(folder) == [folder]
    assert find_packs(folder / "questions/a.yaml") == [folder]
    assert find_packs(folder / "pack.yaml") == [folder]
    assert find_packs(tmp_path) == packs_in(tmp_path) == [folder, single]
    assert packs_in(folder / "nowhere") == []


def test_a_yaml_file_named_by_itself_is_read_as_a_pack_whatever_stands_in_it(tmp_path: Path) -> None:
    for name, text in (
        ("bom", b"\xef\xbb\xbfpack: {}\n"),
        ("empty", b""),
        ("brackets", b"[" * 100),
        ("other", b"a: 1"),
    ):
        file = tmp_path / f"{name}.yaml"
        file.write_bytes(text)

        assert find_packs(file) == [file]
    assert packs_in(tmp_path) == [tmp_path / "bom.yaml"]


def test_packs_follow_each_other_as_their_folder_says_and_the_others_come_after(tmp_path: Path) -> None:
    for name in ("a", "b", "c", "d"):
        pack(tmp_path, name)
    (tmp_path / "order.txt").write_text("d\nthere-is-none\nb\n")

    assert [path.name for path in packs_in(tmp_path)] == ["d", "b", "a", "c"]


def test_a_folder_that_cannot_be_looked_into_may_be_a_pack_and_is_told_when_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = pack(tmp_path, "closed")
    closed(folder, monkeypatch)

    assert packs_in(tmp_path) == [folder]
    assert [str(problem) for problem in load_pack(folder).problems] == [
        f"{folder}/pack.yaml  P123  cannot be read: Permission denied\n   check who may read it"
    ]
    assert Library.open([folder], tmp_path / "cache").packs() == []


def test_a_folder_of_packs_that_cannot_be_looked_into_is_told_with_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed(pack(tmp_path, "a").parent, monkeypatch)

    with pytest.raises(PackError) as caught:
        packs_in(tmp_path)

    assert str(caught.value) == f"{tmp_path}  cannot be read: Permission denied\n   check who may read it"


def closed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes the folder one that nobody may look into; for root too, whom no mode keeps out."""
    real_stat, real_listdir = os.stat, os.listdir

    def stat(path: Any, *args: Any, **options: Any) -> os.stat_result:
        if folder in Path(path).parents:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real_stat(path, *args, **options)

    def listdir(path: Any = ".") -> list[str]:
        if folder in (Path(path), *Path(path).parents):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real_listdir(path)

    monkeypatch.setattr(os, "stat", stat)
    monkeypatch.setattr(os, "listdir", listdir)


def test_a_path_without_a_pack_says_what_a_pack_is(tmp_path: Path) -> None:
    with pytest.raises(PackError) as missing:
        find_packs(tmp_path / "nowhere")
    with pytest.raises(PackError) as empty:
        find_packs(tmp_path)

    assert str(missing.value) == f"{tmp_path}/nowhere  there is no such file or folder\n   check the path"
    assert str(empty.value) == (
        f"{tmp_path}  there is no pack here\n"
        "   a pack is a folder with a pack.yaml, or a file with `pack:`; `tutor pack new ID` writes one"
    )
