"""What `import twofront` offers: scenarios in, answers and tables out.

Nothing heavy is loaded before it is used.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import duckdb
    import pandas
    import pyarrow

    from .findings import Findings
    from .findings.comparison import Comparison
    from .problems import Problem
    from .scenario.model import Scenario
    from .study.runner import Watcher
    from .study.sampling import Sampling

Part = Literal["reads", "draws"]


def load(path: str | os.PathLike[str], as_of: date | None = None) -> Study:
    """Load a scenario.

    Args:
        path: A scenario file, or a folder with `scenario.yaml`.
        as_of: As known on this date; by default the scenario's own.

    Raises:
        InputError: It cannot be read or is wrong; `problems` holds every mistake,
            with file, line, column and field.

    Example:
        >>> import twofront
        >>> study = twofront.load("scenario.yaml")
        >>> study.scenario.title
        'A bargain and a raid'
        >>> run = study.run(draws=64, seed=1, out="a-run")
        >>> [claim.verdict_code.value for claim in run.findings.claims]
        ['holds', 'holds']
        >>> risks = run.relation().filter("arm = 'as_written/prior' and read = 'risk:coast'")
        >>> risks.aggregate("count(value)").fetchall()
        [(64,)]
        >>> twofront.results("a-run").findings == run.findings
        True
    """
    from .scenario import load as read

    where = Path(path)
    return Study(read(where, as_of), where)


@dataclass(frozen=True)
class Study:
    """A scenario, as known on its date, ready to be run.

    Attributes:
        scenario: The canonical scenario.
        source: Where it was loaded from.
    """

    scenario: Scenario
    source: Path

    def check(self) -> tuple[Problem, ...]:
        """Give what is doubtful or wrong in the structure, as written and in every variant.

        Problems whose code begins with `warning-` do not keep a study from running.
        """
        from .world import check_structure

        return check_structure(self.scenario)

    def run(
        self,
        *,
        draws: int | None = None,
        seed: int = 1,
        design: str = "sobol",
        proposal: str = "auto",
        draws_from: str | os.PathLike[str] | None = None,
        levers: int = 512,
        drivers: int = 512,
        out: str | os.PathLike[str] | None = None,
        resume: bool = False,
        workers: int = 0,
        on: str | None = None,
    ) -> Run:
        """Solve the scenario for every draw and answer its claims.

        Args:
            draws: How many sets of assumptions, 1 to 2**20; by default 4096, or all that
                `draws_from` holds.
            seed: Of the draws, 0 or more.
            design: How they fill the ranges: `sobol`, or `lhs` for Latin hypercubes.
            proposal: Where they are made: `prior` as the ranges say, `adapted` where the
                anchors leave something, `auto` so only if they leave little.
            draws_from: A Parquet file, or the folder of a finished run, to read them from.
            levers: In how many draws, from the first, levers are pulled; 0 for none.
            drivers: In how many draws, from the first, quantities are swapped one by one
                for Sobol indices; 0 for none.
            out: Folder of the run; by default one in `runs/`.
            resume: Go on with the run that is in the folder, if there is one.
            workers: Processes of this machine, in a Dask cluster of their own; by default
                threads of this process, as many as there are cores to use.
            on: Address of a Dask scheduler whose workers are used instead, such as
                `tcp://127.0.0.1:8786`. They must see the folder `out`.

        Raises:
            InputError: `check` finds more than warnings; the folder holds another run,
                is in use or cannot be written; an argument is out of bounds; draws
                cannot be read; or the workers cannot be used.
        """
        from .study.naming import default_folder
        from .study.sampling import Sampling

        sampling = Sampling.of(design, proposal, draws_from, levers, drivers)
        default = default_folder(self.source, self.scenario, draws, seed, sampling)
        folder = default if out is None else Path(out)
        answer(
            self.scenario,
            folder,
            draws=draws,
            seed=seed,
            sampling=sampling,
            resume=resume,
            workers=workers,
            on=on,
        )
        return Run(folder)


def answer(
    scenario: Scenario,
    folder: Path,
    *,
    draws: int | None,
    seed: int,
    sampling: Sampling | None = None,
    resume: bool = False,
    workers: int = 0,
    on: str | None = None,
    watcher: Watcher | None = None,
) -> Findings:
    """Run a scenario and write its briefing: what `Study.run` and the command line do.

    Takes and raises what `twofront.study.runner.run` does.
    """
    from .briefing import write
    from .study.folder import BRIEFING
    from .study.runner import run

    findings = run(
        scenario,
        folder,
        draws=draws,
        seed=seed,
        sampling=sampling,
        resume=resume,
        workers=workers,
        on=on,
        watcher=watcher,
    )
    write(findings, scenario, folder / BRIEFING)
    return findings


def results(folder: str | os.PathLike[str]) -> Run:
    """Open a run made before.

    Raises:
        InputError: There is no run in the folder, it is damaged, or it is not finished.
    """
    from .study.folder import FINDINGS, read_identity, refuse

    where = Path(folder)
    read_identity(where)
    if not (where / FINDINGS).is_file():
        refuse(where, "unfinished", "This run is not finished. Go on with it by --resume.")
    return Run(where)


def compare(
    before: str | os.PathLike[str],
    after: str | os.PathLike[str],
    *,
    draws: int = 256,
    note: Callable[[str], None] = lambda line: None,
) -> Comparison:
    """Compare two runs: what moved, by how much, and which change moved it.

    Args:
        before: The folder of the earlier run.
        after: Of the later.
        draws: In how many draws each change is tried by itself; 0 for none.
        note: Is told what is done.

    Raises:
        InputError: One is no finished run.
    """
    from .study.comparing import Answered
    from .study.comparing import compare as compared

    old, new = (results(each) for each in (before, after))
    sides = [Answered(each.scenario, each.findings) for each in (old, new)]
    return compared(sides[0], sides[1], draws=draws, note=note)


@dataclass(frozen=True)
class Run:
    """A finished run.

    Attributes:
        folder: Where it lies.
    """

    folder: Path

    @cached_property
    def findings(self) -> Findings:
        """The answer, as in findings.json.

        Raises:
            InputError: The file is missing or damaged.
        """
        from .study.reading import read_findings

        return read_findings(self.folder)

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario that was run, as known on its date.

        Raises:
            InputError: The file is missing or damaged.
        """
        from .study.reading import read_scenario

        return read_scenario(self.folder)

    def _repr_html_(self) -> str:
        from .briefing.notebook import summary

        return summary(self.findings)

    def relation(
        self, part: Part = "reads", connection: duckdb.DuckDBPyConnection | None = None
    ) -> duckdb.DuckDBPyRelation:
        """Give the results as a DuckDB relation.

        Args:
            part: `reads` with the columns draw, arm, read, value, status and
                residual; or `draws` with draw, weight and a column a quantity.
            connection: Where the relation lives; by default one of its own.

        Raises:
            InputError: A file of the results is missing or damaged.
        """
        import duckdb

        from .study.reading import part_files

        paths = [str(path) for path in part_files(self.folder, part)]
        return (connection or duckdb.connect()).read_parquet(paths)

    def to_arrow(self, part: Part = "reads") -> pyarrow.Table:
        """Give the results as an Arrow table; `part` and errors as for `relation`."""
        from .study.reading import arrow_table

        return arrow_table(self.folder, part)

    def to_pandas(self, part: Part = "reads") -> pandas.DataFrame:
        """Give the results as a pandas data frame; `part` and errors as for `relation`.

        Raises:
            ImportError: pandas is not installed.
        """
        try:
            import pandas as pandas
        except ImportError:
            raise ImportError("to_pandas needs pandas: pip install 'twofront[pandas]'") from None
        frame: Any = self.to_arrow(part).to_pandas()
        return frame
