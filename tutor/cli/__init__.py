"""The command line: one verb a file, each imported only when it runs.

`tutor --help` loads click and this file. An error a person can mend goes to stderr with exit code 1; a wrong use of
the command line has click's exit code 2.
"""

from __future__ import annotations

import errno
import importlib
import os
import sys
from typing import IO, Any, NamedTuple

import click

from tutor import __version__
from tutor.errors import TutorError


class Verb(NamedTuple):
    """Where a command lives, and its line in `--help`, so that help need not import it."""

    module: str
    name: str
    help: str


VERBS = {
    "practice": Verb(
        "tutor.cli.practice", "practice", "Practise questions: in the app, or as plain lines with --plain."
    ),
    "explain": Verb("tutor.cli.explain", "explain", "Read the explanation of a concept."),
    "demo": Verb("tutor.cli.demo", "demo", "Run live demos and see whether the claim holds here."),
    "stats": Verb("tutor.cli.stats", "stats", "What is due, what you know, how it goes."),
    "pack": Verb("tutor.cli.pack", "pack", "List, check and write question packs."),
    "history": Verb("tutor.cli.history", "history", "Export, check or reset what you have answered."),
    "doctor": Verb("tutor.cli.doctor", "doctor", "Say what is wrong with this installation and how to mend it."),
}


class Mendable(click.ClickException):
    """A TutorError on its way to stderr."""

    exit_code = 1

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(f"tutor: {self.message}", file=file, err=True)


class Verbs(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in VERBS:
            return None
        command: click.Command = getattr(importlib.import_module(VERBS[name].module), VERBS[name].name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, verb.help) for name, verb in VERBS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            import difflib

            if near := difflib.get_close_matches(args[0], VERBS, 1):
                raise click.UsageError(f"{error.message} Did you mean `{near[0]}`?", ctx) from error
            raise

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except TutorError as error:
            raise Mendable(str(error)) from error

    def main(self, *args: Any, **options: Any) -> Any:
        for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
            if getattr(sys, name) is None:  # closed by who called: `<&-`, a service without a terminal
                setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode))
        try:
            return super().main(*args, **options)
        except OSError as error:
            if error.errno not in (*_FULL, *_CLOSED):
                raise
            _tell(error)
            sys.exit(1)


_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EIO)
_CLOSED = (errno.EACCES, errno.EPERM, errno.EROFS)


def _tell(error: OSError) -> None:
    what = f"{error.filename} cannot be used" if error.filename else "what is printed cannot be written"
    remedy = "free some space, or choose another place" if error.errno in _FULL else "see who may read and write there"
    Mendable(f"{what}: {error.strerror}\n   {remedy}").show()
    if error.filename is None and sys.stdout is sys.__stdout__:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # Python flushes stdout once more at its end


@click.group(cls=Verbs, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tutor", message="%(prog)s %(version)s")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Practise for ML and LLM interviews, and measure what the textbook claims.

    Without a command it opens the app. Nothing leaves this machine.
    """
    if ctx.invoked_subcommand is None:
        from tutor.cli.practice import open_app

        open_app(ctx)
