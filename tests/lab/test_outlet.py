"""A run's way out: floods thinned at the source, nothing lost that matters."""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from tutor.lab.frames import Frame, Matrix, Measure, Point, Progress, Text, decode
from tutor.lab.outlet import ChannelLost, NotAFrame, Outlet

Sent = Callable[[Iterable[object]], list[Frame]]


@pytest.fixture
def sent(tmp_path: Path) -> Sent:
    """What arrives of the frames that are sent, a hundredth of a second after one another."""
    ticks = itertools.count(10_000)

    def send(frames: Iterable[object]) -> list[Frame]:
        file = os.open(tmp_path / "lines", os.O_RDWR | os.O_CREAT)
        out = Outlet(file, clock=lambda: next(ticks) / 100)
        for frame in frames:
            out.send(frame)
        out.close()
        os.close(file)
        lines = (tmp_path / "lines").read_bytes().splitlines()
        return [decode(json.loads(line)) for line in lines]

    return send


def test_the_points_of_an_ordinary_run_all_arrive(sent: Sent) -> None:
    points = [Point("a", x, x) for x in range(4_096)]

    assert sent(points) == points


def test_a_flood_of_points_arrives_ever_thinner_with_its_last_point(sent: Sent) -> None:
    arrived = sent(Point("a", x, 0) for x in range(100_001))

    xs = [point.x for point in arrived if isinstance(point, Point)]
    assert xs[:4_096] == list(range(4_096))
    assert xs == sorted(set(xs))
    assert xs[-1] == 100_000
    assert len(xs) < 2_048 * 7


def test_each_line_has_a_flood_of_its_own(sent: Sent) -> None:
    frames = [*(Point("a", x, 0) for x in range(50_000)), Point("b", 1, 2)]

    assert Point("b", 1, 2) in sent(frames)


def test_what_replaces_itself_comes_less_often_and_its_newest_form_comes_last(sent: Sent) -> None:
    arrived = sent(Progress(done, 1_000) for done in range(1_001))

    assert len(arrived) <= 253
    assert arrived[0] == Progress(0, 1_000)
    assert arrived[-1] == Progress(1_000, 1_000)


def test_pictures_of_different_names_do_not_replace_each_other(sent: Sent) -> None:
    pictures = [Matrix(name, [[1]], ["r"], ["c"]) for name in ("encoder", "decoder")]

    assert sent(pictures) == pictures


def test_every_text_and_every_measure_arrives(sent: Sent) -> None:
    frames = [Text("one"), Measure("a", 1), Text("two"), Measure("b", 2)]

    assert sent(frames) == frames


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (
            {"loss": 1},
            "it yielded dict {'loss': 1}, which is none of Point, Matrix, Bars, Table, Text, Progress, Measure",
        ),
        (None, "it yielded NoneType None, which is none of"),
        (Text("x" * 1_100_000), "it yielded a frame of 1,100,027 bytes; the most is 524,288"),
    ],
)
def test_what_cannot_be_sent_is_refused_by_name(sent: Sent, frame: object, message: str) -> None:
    with pytest.raises(NotAFrame) as caught:
        sent([frame])
    assert str(caught.value).startswith(message)


def test_a_closed_descriptor_is_told_from_a_demos_own_error() -> None:
    reader, writer = os.pipe()
    os.close(reader)

    with pytest.raises(ChannelLost):
        Outlet(writer).send(Text("anybody?"))
    os.close(writer)
