"""``grade``: scores for a folder of submissions."""

import os
from pathlib import Path

import click

from .. import paths


@click.command()
@click.argument("submissions", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--assignment", "name", metavar="NAME", help="Which assignment they are for. [default: by the names of the notebooks]")
@click.option("--output", type=click.Path(file_okay=False, path_type=Path), help="[default: build/classroom/grades/NAME]")
@click.option("--cell-seconds", type=click.FloatRange(min=0, min_open=True), default=30.0, show_default=True, help="Time for one cell.")
@click.option("--seconds", type=click.FloatRange(min=0, min_open=True), default=180.0, show_default=True, help="Time for one submission.")
@click.option("--memory", type=click.FloatRange(min=0.5), default=2.0, show_default=True, help="GB of memory for one submission.")
@click.option("--seed", type=click.IntRange(min=0), help="The class seed. [default: the one that 'assignments' has kept]")
def grade(submissions, name, output, cell_seconds, seconds, memory, seed):
    """Grade the notebooks in SUBMISSIONS, without nbgrader.

    SUBMISSIONS has a folder STUDENT/ or a file STUDENT.ipynb for each student; nbgrader's submitted/ will do. Written are
    grades.csv and a page of feedback for each student. Submissions are untrusted code: each runs on a copy in a process
    of its own, with limits on time and memory, cut off from the network where the system allows.
    """
    from ..classroom import Assignment, Limits, class_seed, find_submissions, sources, write_reports
    from ..classroom import grade as grade_one

    if os.name != "posix":
        raise click.ClickException("grading needs Linux or macOS: elsewhere a submission cannot be given limits")
    known = sources()
    name = name or _by_notebooks(submissions, known)
    if name not in known:
        raise click.BadParameter(f"expected one of {', '.join(known)}, got {name!r}", param_hint="--assignment")
    try:
        seed = class_seed.kept(paths.BUILD / "classroom") if seed is None else seed
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    assignment, grades = Assignment(known[name]), []
    found = find_submissions(submissions, name, set(known) - {name})
    if not found:
        raise click.UsageError(f"expected a folder or a notebook for each student in {submissions}, found none")
    for student, path in found.items():
        result = grade_one(assignment, seed, student, path, Limits(cell_seconds, seconds, memory))
        grades.append(result)
        click.echo(f"{student:<24} {result.points:3} of {result.out_of}   {result.remarks[0] if result.remarks else ''}".rstrip())
    table = write_reports(grades, output or paths.BUILD / "classroom" / "grades" / name)
    click.echo(f"\n{len(grades)} submissions for {name}, class seed {seed}: {table}")
    _say_what_was_not_cut(grades)


def _by_notebooks(submissions: Path, known) -> str:
    if len(known) == 1:
        return next(iter(known))
    seen = {path.stem for path in submissions.rglob("*.ipynb")} & set(known)
    if len(seen) != 1:
        raise click.UsageError(f"expected notebooks of one assignment in {submissions}, found {' and '.join(sorted(seen)) or 'none named after one'}; "
                               f"give --assignment, one of {', '.join(known)}")
    return seen.pop()


def _say_what_was_not_cut(grades) -> None:
    sentences = {
        "network": "The system did not allow to cut submissions off from the network.",
        "files": "The system did not allow to keep submissions from writing outside their folder; use a machine or an account without anything to lose.",
        "memory": "The system did not allow to limit memory.",
    }
    for what, sentence in sentences.items():
        if any(not result.cut.get(what, True) for result in grades):
            click.echo(sentence)
