"""The table of verbs, and the group that loads a verb's module when it is asked for."""

from __future__ import annotations

from importlib import import_module

import click

from .errors import Status

# Verb → its help in one line. `twofront --help` is written from here, so that it loads no
# verb; the command lies in the module of the same name.
VERBS = {
    "new": "Make a folder NAME with a small scenario that runs, its ledger and a README.",
    "draft": "Turn the records of LEDGER into a scenario's skeleton.",
    "check": "Check SCENARIO and show every problem at once.",
    "run": "Solve SCENARIO for every set of assumptions drawn and answer its claims.",
    "compare": "Say what moved between two runs, by how much, and which change moved it.",
    "query": "Answer SQL, one question in DuckDB's dialect, from the results of RUN.",
    "results": "Write a table of the results of RUN, by default its claims.",
    "explain": "Show the sums behind one line of play of SCENARIO.",
    "read": "Read REPORTS into a ledger of evidence.",
    "ledger": "Inspect, grade, merge, export and prove a ledger of evidence.",
    "solve": "Find agent logit quantal response equilibria of games in .efg files.",
    "export": "Write the game of SCENARIO, with one set of numbers, as an .efg file.",
    "briefing": "Write the answer of RUN, a run's folder, as one offline web page.",
    "units": "List the units a scenario may use.",
}


class Verbs(click.Group):
    """A group whose commands are the modules that `VERBS` names."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the verbs in the order of the table."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a verb."""
        if cmd_name not in VERBS:
            return None
        command = getattr(import_module(f"{__package__}.{cmd_name}"), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the verb that `args` begin with, or name the nearest."""
        if args[0] not in VERBS:
            raise click.UsageError(_unknown(args[0]), ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table of verbs without loading any."""
        with formatter.section("Verbs"):
            formatter.write_dl(list(VERBS.items()))

    def invoke(self, ctx: click.Context) -> None:
        """Run the verb; what it returns is no exit status."""
        try:
            super().invoke(ctx)
        except BrokenPipeError:  # the reader, such as `head`, has what it wanted
            ctx.exit(Status.INTERRUPTED)


def _unknown(verb: str) -> str:
    from twofront.problems import nearest

    near = nearest(verb, VERBS)
    return f"Unknown verb {verb!r}." + (f" Did you mean {near!r}?" if near else "")


EXIT = (
    "Exit status: 0 done, whatever the verdict; 1 the input is wrong; 2 wrong usage; "
    "3 a fault in Twofront; 130 interrupted."
)


@click.group(cls=Verbs, epilog=EXIT, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="twofront", message="%(prog)s %(version)s")
def app() -> None:
    """Test strategic claims about linked conflicts.

    A scenario cites its sources, is solved for every set of assumptions worth
    considering, and answers how often a claim holds and where it fails.
    """
