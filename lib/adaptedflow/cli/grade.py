"""``grade``: scores for a folder of submissions."""

import os
import tempfile
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
@click.option("--student", "students", metavar="NAME", multiple=True, help="Grade this student only, also if it was done before; may be given again.")
@click.option("--again", is_flag=True, help="Also grade what was graded before and has not changed.")
@click.option("--unprotected", is_flag=True, help="Run submissions without bubblewrap, with your rights. For code that you trust.")
def grade(submissions, name, output, cell_seconds, seconds, memory, seed, students, again, unprotected):
    """Grade the notebooks in SUBMISSIONS, without nbgrader.

    SUBMISSIONS has a folder STUDENT/, a file STUDENT.ipynb or STUDENT.zip for each student; nbgrader's submitted/ will do, and what Canvas and
    Moodle give to download. Written are grades.csv, a page of feedback for each student, and not_graded.csv, after each submission: a run that was broken
    off goes on where it was. What you write into grades.csv stays. Submissions are untrusted code: each runs in a
    kernel that bubblewrap closes in, without network and with nothing of this machine in sight.
    """
    from ..classroom import Assignment, Gradebook, Limits, class_seed, find_submissions, sources, trouble

    if os.name != "posix":
        raise click.ClickException("grading needs Linux or macOS: elsewhere a submission cannot be given limits")
    if not unprotected and trouble():
        raise click.ClickException(f"{trouble()}. Or give --unprotected: submissions then run with your rights, and can read and change what you can.")
    known = sources()
    try:
        seed = class_seed.kept(paths.BUILD / "classroom") if seed is None else seed
        with tempfile.TemporaryDirectory() as scratch:
            name = name or _by_notebooks(submissions, known)
            if name not in known:
                raise click.BadParameter(f"expected one of {', '.join(known)}, got {name!r}", param_hint="--assignment")
            assignment = Assignment(known[name])
            handed_in, left_out = find_submissions(submissions, name, set(known) - {name}, Path(scratch))
            if not handed_in:
                raise click.UsageError(f"expected a folder or a notebook for each student in {submissions}, found none")
            unknown = set(students) - {each.student for each in handed_in}
            if unknown:
                raise click.BadParameter(f"expected students who handed in, got {', '.join(sorted(unknown))}", param_hint="--student")
            book = Gradebook(output or paths.BUILD / "classroom" / "grades" / name, assignment)
            limits = Limits(cell_seconds, seconds, memory, not unprotected)
            _all(handed_in, assignment, seed, limits, book, set(students), again)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    _close(book, left_out)
    click.echo(f"\n{len(handed_in)} submissions for {name}, class seed {seed}: {book.table}")


def _all(handed_in, assignment, seed, limits, book, students, again) -> None:
    """Grade what has to be graded, and say a line about each."""
    from ..classroom import fingerprint
    from ..classroom import grade as grade_one
    from ..classroom.words import one_line

    for each in handed_in:
        if students and each.student not in students:
            continue
        made_from = fingerprint(each.path, each.remarks, assignment, seed, limits)
        if book.is_graded(each.student, made_from) and not (students or again):
            click.echo(f"{one_line(each.student, 60):<24} as before")
            continue
        result = grade_one(assignment, seed, each.student, each.path, limits, each.remarks)
        book.add(result, made_from)
        said = one_line(result.remarks[0], 200) if result.remarks else ""
        click.echo(f"{one_line(each.student, 60):<24} {result.points:3} of {result.out_of}   {said}".rstrip())


def _close(book, left_out) -> None:
    from ..classroom import write_left_out

    for path in book.write():
        click.echo(f"{path} was changed by hand, and stays as it is.")
    if left_out:
        click.echo(f"{len(left_out)} files were not graded, each with its reason: {write_left_out(left_out, book.folder)}")


def _by_notebooks(submissions: Path, known) -> str:
    from ..classroom import assignments_named_in

    seen = assignments_named_in(submissions, known)
    if len(seen) != 1:
        raise click.UsageError(f"expected notebooks of one assignment in {submissions}, found {' and '.join(sorted(seen)) or 'none named after one'}; "
                               f"give --assignment, one of {', '.join(known)}")
    return seen.pop()
