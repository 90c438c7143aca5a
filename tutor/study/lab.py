"""The lab as the faces use it: which demos there are, predict, run, keep, and what was measured before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tutor.errors import LabError, UsageError
from tutor.history import events
from tutor.lab.events import Event, Run
from tutor.lab.manifest import Demos, Manifest
from tutor.lab.record import RunRecord, StoredRun, make_record, newest, recorded, save
from tutor.lab.runner import Worker
from tutor.lab.trust import Trust
from tutor.packs.model import DemoLink, Scalar
from tutor.study import words
from tutor.text.figures import figure

if TYPE_CHECKING:
    from tutor.study import Study


class LastRun(NamedTuple):
    """The newest run of a demo: what was said before it, what was measured, and whether its claims held."""

    demo: str
    at: datetime
    said: float | None
    measured: float | None
    held: bool | None


class Lab:
    """Demos, the worker that runs them, and the runs that are kept."""

    def __init__(self, study: Study) -> None:
        self._study = study

    @cached_property
    def demos(self) -> Demos:
        """The demos at hand, those that ship first, then those of packs; those that cannot be offered are left out."""
        return Demos(self._study.paths.demos, *(pack / "demos" for pack in self._packs))

    @cached_property
    def _packs(self) -> list[Path]:
        """The packs that have demos."""
        return [pack for pack in self._study.pack_places if (pack / "demos").is_dir()]

    @property
    def trust(self) -> Trust:
        """Which packs' demos may run."""
        return Trust(self._study.paths.data / "trusted.json")

    def pack_of(self, manifest: Manifest) -> tuple[str, Path] | None:
        """The pack a demo comes with, its id and where it lies, whatever the way to it; None if it comes with none."""
        folder = manifest.folder.resolve()
        for pack in self._packs:
            if folder.is_relative_to((pack / "demos").resolve()):
                return (self._study.ids_of([pack]) or [pack.name])[0], pack
        return None

    def allow(self, manifest: Manifest) -> None:
        """Raises LabError, saying what to do, if a demo comes with a pack that is neither ours nor trusted."""
        pack = self.pack_of(manifest)
        if pack and not pack[1].is_relative_to(self._study.paths.content):
            self.trust.check(pack[1], pack[0])

    @cached_property
    def worker(self) -> Worker:
        """The process that runs demos; it begins to warm up when it is first asked for."""
        worker = Worker()
        worker.start()
        return worker

    def close(self) -> None:
        """Ends the worker, if there is one, and what it runs."""
        if "worker" in self.__dict__:
            self.__dict__.pop("worker").close()

    def manifest(self, demo: str) -> Manifest:
        """The demo called `demo`; raises UsageError with the nearest name if there is none."""
        if demo not in self.demos:
            from difflib import get_close_matches

            if broken := [problem for problem in self.demos.problems if f"/{demo}/" in problem.file]:
                raise LabError(f"the demo `{demo}` cannot be used", remedy=broken[0].show())

            near = get_close_matches(demo, list(self.demos), 1, 0.4)
            remedy = f"did you mean `{near[0]}`?" if near else f"there are: {', '.join(self.demos)}"
            raise UsageError(f"there is no demo `{demo}`", remedy=remedy)
        return self.demos[demo]

    # ---- predict and run

    def predict(self, manifest: Manifest, parameters: Mapping[str, Scalar], said: float | str) -> None:
        """Write down what was said, before the run."""
        self._study.history.append(
            events.Predicted(demo=manifest.id, parameters=dict(parameters), measure=manifest.predict.measure, said=said)
        )

    def run(self, manifest: Manifest, parameters: Mapping[str, Scalar], seeds: Sequence[int]) -> Iterator[Event]:
        """Run it, streaming; blocks, so a screen calls it in a thread. Raises LabError if its pack is not trusted."""
        self.allow(manifest)
        return self.worker.run(manifest, parameters, seeds)

    def keep(self, manifest: Manifest, run: Run, said: float | str | None = None) -> RunRecord:
        """Judge a run that ended, keep its record and frames, and write down that it was."""
        record = make_record(manifest, run, self._study.clock())
        file = save(self._study.paths.runs, record, run.frames)
        self._study.history.append(
            events.Ran(
                demo=manifest.id,
                parameters=dict(run.parameters),
                seeds=list(run.seeds),
                measures=_plain(record.measures),
                held=held(record),
                hash=record.hash,
                said=said,
                record=file.relative_to(self._study.paths.data).as_posix(),
            )
        )
        return record

    def decide(self, link: DemoLink) -> dict[str, float]:
        """What a prediction is held against: the measures of a run at the link's settings, here and now.

        The newest run on this machine counts if it was made by the same code; otherwise one is made. Parameters are
        among the names, as `when` expressions may use them. Raises DemoFailed or TorchMissing if it can't run, LabError
        if its pack is not trusted.
        """
        manifest = self.manifest(link.id)
        parameters = manifest.resolve(link.set)
        record = self.measured_here(manifest, parameters)
        if record is None:
            self.allow(manifest)
            record = self.keep(manifest, self.worker.complete(manifest, parameters))
        return self.evidence(manifest, record)

    def evidence(self, manifest: Manifest, record: RunRecord) -> dict[str, float]:
        """The medians of a record's measures, and its parameters, as one set of names."""
        measures = {name: m["median"] for name, m in record.measures.items()}
        return {
            **{name: float(value) for name, value in manifest.numbers(record.parameters).items()},
            **{name: float("nan") if value is None else value for name, value in measures.items()},
        }

    # ---- what was measured before

    def measured_here(self, manifest: Manifest, parameters: Mapping[str, Scalar] | None = None) -> RunRecord | None:
        """The newest run on this machine at these parameters (the default ones), if the demo is still the same."""
        wanted = manifest.resolve() if parameters is None else parameters
        stored = newest(self._study.paths.runs, manifest.id, wanted)
        return stored.record if stored and stored.record.hash == manifest.hash else None

    def newest(self, demo: str) -> StoredRun | None:
        """The last run kept of a demo, at whatever parameters."""
        return newest(self._study.paths.runs, demo)

    def recorded(self, manifest: Manifest) -> StoredRun | None:
        """The run that ships with the demo."""
        return recorded(manifest)

    def measure(self, demo: str, name: str) -> tuple[float, RunRecord, bool] | None:
        """A living number: its value, the record it is from, and whether that was measured here.

        The reader's own newest run at the default parameters, else the one that ships; None if there is neither.
        """
        if demo not in self.demos:
            return None
        manifest = self.demos[demo]
        own = self.measured_here(manifest)
        shipped = None if own else self.recorded(manifest)
        record = own or (shipped.record if shipped else None)
        if record is None or name not in record.measures or record.measures[name]["median"] is None:
            return None
        return record.measures[name]["median"], record, own is not None

    def spoken(self, reference: str) -> str:
        """A living number in words, for a text without margins: `.842 (measured here, 9 Nov)`."""
        demo, _, name = reference.partition(".")
        known = self.measure(demo, name)
        if known is None:
            return "(not measured yet)"
        value, record, is_own = known
        day = words.short_day(datetime.fromisoformat(record.at).astimezone(self._study.zone).date())
        return f"{figure(value)} ({'measured here' if is_own else 'recorded'}, {day})"

    def last_runs(self, most: int) -> list[LastRun]:
        """The newest run of each of the demos that ran last, the newest first."""
        events = sorted(self._study.history.newest_runs().values(), key=lambda event: event.at, reverse=True)
        found = []
        for event in events:
            if manifest := self.demos.get(event.body["demo"]):
                said = event.body["said"]
                measure = event.body["measures"].get(manifest.predict.measure)
                found.append(
                    LastRun(
                        manifest.id,
                        event.at,
                        said if isinstance(said, int | float) else None,
                        measure["median"] if measure else None,
                        event.body["held"],
                    )
                )
        return found[:most]

    def last_results(self) -> dict[str, tuple[datetime, bool | None]]:
        """For each demo that ran here: when last, and whether its claims held (None: not judged)."""
        return {demo: (event.at, event.body["held"]) for demo, event in self._study.history.newest_runs().items()}


def held(record: RunRecord) -> bool | None:
    """Whether every claim that was judged held; None if none was."""
    judged = [expectation["holds"] for expectation in record.expectations if expectation["holds"] is not None]
    return all(judged) if judged else None


def _plain(measures: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {name: dict(measure) for name, measure in measures.items()}
