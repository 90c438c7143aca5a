"""The wheel alone: a question and a demo run from it, in a folder of its own, with the checkout out of reach."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python whose only `tutor` is the one from the wheel; returns its `python`.

    The libraries are those of this environment, named by a .pth file: what a .pth there adds (an editable checkout)
    is not followed.
    """
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    wheels = folder / "dist"
    subprocess.run(
        [*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(wheels), str(ROOT)], check=True
    )
    (wheel,) = wheels.glob("*.whl")
    target = folder / "target"
    subprocess.run([*pip, "install", "--no-deps", "--target", str(target), str(wheel)], check=True)
    venv.create(folder / "env", with_pip=False)
    (site,) = (folder / "env").glob("lib/python*/site-packages")
    (site / "there.pth").write_text(f"{target}\n{sysconfig.get_path('purelib')}\n")
    return folder / "env" / "bin" / "python"


def tutor(python: Path, *args: str, lines: str = "") -> subprocess.CompletedProcess[str]:
    """`tutor` run by that Python, in a folder that holds nothing else."""
    home = python.parent.parent / "home"
    home.mkdir(exist_ok=True)
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(
        [str(python), "-m", "tutor", *args],
        input=lines,
        capture_output=True,
        text=True,
        cwd=home,
        env=environ | {"TUTOR_HOME": str(home)},
        check=False,
    )


def test_the_tutor_of_the_wheel_is_not_the_checkout(installed: Path) -> None:
    code = "import tutor, sys; print(tutor.__file__); print(any('demos' in p for p in sys.path))"
    done = subprocess.run(
        [str(installed), "-c", code], capture_output=True, text=True, cwd=installed.parent, check=True
    )

    where, _ = done.stdout.splitlines()
    assert str(ROOT) not in where


def test_the_wheel_carries_the_packs_and_asks_their_questions(installed: Path) -> None:
    packs = json.loads(tutor(installed, "pack", "list", "--json").stdout)
    done = tutor(installed, "practice", "--plain", "--count", "1", lines="?\n")

    assert [pack["id"] for pack in packs] == (ROOT / "content" / "order.txt").read_text("utf-8").split()
    assert done.returncode == 0, done.stderr
    assert "WRONG" in done.stdout


def test_the_wheel_carries_the_demos_and_runs_them(installed: Path) -> None:
    done = tutor(installed, "demo", "run", "gradient_decay", "--preset", "small", "--json")

    assert done.returncode == 0, done.stderr
    record = json.loads(done.stdout)
    assert record["demo"] == "gradient_decay"
    assert all(expectation["holds"] is not False for expectation in record["expectations"])
