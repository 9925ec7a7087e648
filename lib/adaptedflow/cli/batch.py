"""Run several notebooks, one after the other, and sum up."""

import time
from pathlib import Path

import click

from .. import paths
from .execution import Run, execute
from ..files import write_whole


class Summary:
    """Prints a line for each run and a summary at the end."""

    def __init__(self):
        self.start = time.perf_counter()
        self.runs: list[Run] = []

    def add(self, run: Run) -> None:
        self.runs.append(run)
        verdict = "failed" if run.failure else f"{run.figures} figure{'s' * (run.figures != 1)}"
        click.echo(f"{run.notebook.stem:<28} {run.seconds:6.1f} s   {verdict}")

    def close(self) -> None:
        """Print the failures and the times; exit with status 1 if a notebook failed."""
        failed = [run for run in self.runs if run.failure]
        for run in failed:
            click.echo(f"\n{run.notebook.stem} failed in {run.failure}")
            if run.executed:
                click.echo(f"    its copy up to there, with the traceback: {_short(run.executed)}")
        seconds = time.perf_counter() - self.start
        click.echo(f"\n{len(self.runs) - len(failed)} of {len(self.runs)} notebooks ran, in {seconds:.1f} s")
        if failed:
            raise click.exceptions.Exit(1)


def execute_all(notebooks: list[Path], *, executed: Path, image_format="png", in_place=False) -> None:
    """Run the notebooks; with ``in_place``, those that succeed take the place of what was there before."""
    summary = Summary()
    for notebook in notebooks:
        run = execute(notebook, executed / notebook.name, figures=paths.figures(), image_format=image_format)
        if in_place and run.failure is None:
            write_whole(notebook, run.executed.read_bytes())
        summary.add(run)
    if any(run.figures for run in summary.runs):
        _write_gallery()
    summary.close()


def _write_gallery() -> None:
    from ..figures import gallery

    try:
        write_whole(paths.figures() / "README.md", gallery())
    except (ValueError, FileNotFoundError) as error:
        raise click.ClickException(f"the gallery was not written: {error}") from None


def _short(path: Path) -> Path:
    return path.relative_to(paths.ROOT) if path.is_relative_to(paths.ROOT) else path
