"""Run several notebooks, one after the other, and sum up."""

import time
from pathlib import Path

import click

from .. import paths
from .execution import Run, execute
from ..files import write_whole
from .scratch import clear_parts


class Summary:
    """Prints a line for each run and a summary at the end."""

    def __init__(self):
        self.start = time.perf_counter()
        self.runs: list[Run] = []

    def add(self, run: Run) -> None:
        self.runs.append(run)
        verdict = "failed" if run.failure else f"{run.figures} figure{'s' * (run.figures != 1)}"
        click.echo(f"{run.notebook.stem:<28} {run.seconds:6.1f} s   {verdict}")

    def close(self, fault: str | None = None) -> None:
        """Print the failures, with ``fault`` beside those of the notebooks, and the times; exit with status 1 if there are any."""
        failed = [run for run in self.runs if run.failure]
        for run in failed:
            click.echo(f"\n{run.notebook.stem} failed in {run.failure}")
            if run.executed:
                click.echo(f"    its copy as far as it ran: {_short(run.executed)}")
        seconds = time.perf_counter() - self.start
        click.echo(f"\n{len(self.runs) - len(failed)} of {len(self.runs)} notebooks ran, in {seconds:.1f} s")
        if fault:
            click.echo(f"\n{fault}")
        if failed or fault:
            raise click.exceptions.Exit(1)


def execute_all(notebooks: list[Path], *, executed: Path, image_format="png", in_place=False, force=False) -> None:
    """Run the notebooks; with ``in_place``, those that succeed take the place of what was there before.

    What is stored and found again stays as it is, down to the byte, unless ``force`` is given.
    """
    summary, figures = Summary(), paths.stored_figures()
    clear_parts(figures)
    for notebook in notebooks:
        summary.add(execute(notebook, executed / notebook.name, figures=figures, image_format=image_format, keep=not force, in_place=in_place))
    fault = _write_gallery(figures) if any(run.figures for run in summary.runs) else None
    summary.close(fault)


def _write_gallery(figures: Path) -> str | None:
    """Write the page of all figures; return what is wrong, or None."""
    from ..figures import gallery

    try:
        text, page = gallery(), figures / "README.md"
        if not page.is_file() or page.read_text(encoding="utf-8") != text:
            write_whole(page, text)
    except (ValueError, OSError) as error:
        return f"the gallery was not written: {error}"
    return None


def _short(path: Path) -> Path:
    return path.relative_to(paths.ROOT) if path.is_relative_to(paths.ROOT) else path
