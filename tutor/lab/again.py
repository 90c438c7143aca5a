"""The command that makes a run again."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence

from tutor.lab.manifest import Manifest
from tutor.packs.model import Scalar


def command(demo: str, parameters: Mapping[str, Scalar], seeds: Sequence[int], manifest: Manifest | None = None) -> str:
    """What to type to run a demo at these parameters on these seeds: `tutor demo run probe --set n=4 --seeds 3`.

    demo      its id, or where it lies
    manifest  values that are its defaults are left out; without one none is
    """
    given = [f"--set {shlex.quote(f'{name}={typed(v)}')}" for name, v in changed(parameters, manifest).items()]
    return " ".join(["tutor demo run", shlex.quote(demo), *given, _seeds(seeds)])


def changed(parameters: Mapping[str, Scalar], manifest: Manifest | None) -> dict[str, Scalar]:
    """The parameters that are not at their defaults."""
    known = manifest.parameters if manifest else {}
    return {name: v for name, v in parameters.items() if name not in known or known[name].default != v}


def typed(value: Scalar) -> str:
    """A value as it is typed on the command line."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _seeds(seeds: Sequence[int]) -> str:
    first, last = seeds[0], seeds[-1]
    if len(seeds) == 1:
        return f"--seed {first}"
    if list(seeds) == list(range(first, last + 1)):
        return f"--seeds {len(seeds)}" if first == 0 else f"--seeds {first}-{last}"
    return f"--seeds {','.join(map(str, seeds))}"
