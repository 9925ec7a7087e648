"""``grade``: scores for a folder of submissions."""

import datetime
import os
import tempfile
from pathlib import Path

import click

from .. import paths


@click.command()
@click.argument("submissions", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--assignment", "name", metavar="NAME", help="Which assignment they are for. [default: by the names of the notebooks]")
@click.option("--output", type=click.Path(file_okay=False, path_type=Path), help="[default: build/classroom/grades/NAME]")
@click.option("--cell-seconds", type=click.FloatRange(min=0, min_open=True), default=30.0, show_default=True, help="Processor time for one cell.")
@click.option("--seconds", type=click.FloatRange(min=0, min_open=True), default=180.0, show_default=True, help="Processor time for one submission.")
@click.option("--memory", type=click.FloatRange(min=0.5), default=2.0, show_default=True, help="GB of memory for one submission.")
@click.option("--seed", type=click.IntRange(min=0), help="The class seed. [default: the one that 'assignments' has kept]")
@click.option("--roster", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="CSV with student, id, email, or an export of Canvas or Moodle: all of them stand in the table.")
@click.option("--due", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"]), help="What was changed later is late; a day ends at 24:00.")
@click.option("--lms", type=click.Choice(["canvas", "moodle"]), help="Also write lms.csv in the columns of this platform.")
@click.option("--anonymous", is_flag=True, help="No names on the pages and in the table of answers that a person marks.")
@click.option("--student", "students", metavar="NAME", multiple=True, help="Grade this student only, also if it was done before; may be given again.")
@click.option("--again", is_flag=True, help="Also grade what was graded before and has not changed.")
@click.option("--unprotected", is_flag=True, help="Run submissions without bubblewrap, with your rights. For code that you trust.")
def grade(submissions, name, output, cell_seconds, seconds, memory, seed, roster, due, lms, anonymous, students, again, unprotected):
    """Grade the notebooks in SUBMISSIONS, without nbgrader.

    SUBMISSIONS has a folder STUDENT/, a file STUDENT.ipynb or STUDENT.zip for each student; nbgrader's submitted/ will do, and what Canvas and
    Moodle give to download. Written are grades.csv, a page of feedback for each student, and not_graded.csv, after each submission: a run that was broken
    off goes on where it was. by_hand/ has a page for each task that a person marks, by_hand.csv takes its points and comments. What you write into
    either table stays. Submissions are untrusted code: each runs in a
    kernel that bubblewrap closes in, without network and with nothing of this machine in sight.
    """
    kept = paths.BUILD / "classroom"                                   # where there is no repository, this says so
    from ..classroom import Assignment, ByHand, Gradebook, Limits, class_seed, find_submissions, read_roster, sources, trouble, with_roster, write_lms

    if os.name != "posix":
        raise click.ClickException("grading needs Linux or macOS: elsewhere a submission cannot be given limits")
    if not unprotected and trouble():
        raise click.ClickException(f"{trouble()}. Or give --unprotected: submissions then run with your rights, and can read and change what you can.")
    known = sources()
    try:
        seed = class_seed.kept(kept) if seed is None else seed
        with tempfile.TemporaryDirectory() as scratch:
            name = name or _by_notebooks(submissions, known)
            if name not in known:
                raise click.BadParameter(f"expected one of {', '.join(known)}, got {name!r}", param_hint="--assignment")
            assignment = Assignment(known[name])
            handed_in, left_out = find_submissions(submissions, name, set(known) - {name}, Path(scratch))
            if not handed_in:
                raise click.UsageError(f"expected a folder or a notebook for each student in {submissions}, found none")
            handed_in, people = with_roster(handed_in, read_roster(roster)) if roster else (handed_in, {})
            unknown = set(students) - {each.student for each in handed_in}
            if unknown:
                raise click.BadParameter(f"expected students who handed in, got {', '.join(sorted(unknown))}", param_hint="--student")
            folder = output or kept / "grades" / name
            marked = ByHand(folder, assignment, seed, anonymous)
            book = Gradebook(folder, assignment, marked)
            limits = Limits(cell_seconds, seconds, memory, not unprotected)
            facts = {each.student: _facts(each, people.get(each.student), due, seed) for each in handed_in}
            _all(handed_in, assignment, seed, limits, book, set(students), again, facts)
            _look(handed_in, assignment, book)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    _close(book, left_out)
    marked.write(book.grades())
    if lms:
        click.echo(f"For {lms.capitalize()}: {write_lms(lms, book.rows(), people, assignment, folder)}")
    click.echo(f"\n{len(handed_in)} submissions for {name}, class seed {seed}: {book.table}")


def _all(handed_in, assignment, seed, limits, book, students, again, facts) -> None:
    """Grade what has to be graded, and say a line about each."""
    from ..classroom import fingerprint
    from ..classroom import grade as grade_one
    from ..classroom.words import one_line

    for each in handed_in:
        if students and each.student not in students:
            continue
        made_from = fingerprint(each.path, each.remarks, assignment, seed, limits)
        if book.is_graded(each.student, made_from) and not (students or again):
            book.note(each.student, facts[each.student])
            click.echo(f"{one_line(each.student, 60):<24} as before")
            continue
        result = grade_one(assignment, seed, each.student, each.path, limits, each.remarks)
        book.add(result, made_from, facts[each.student])
        said = one_line((*result.look, *result.remarks, "")[0], 200)
        click.echo(f"{one_line(each.student, 60):<24} {result.points:3} of {result.out_of}   {said}".rstrip())


def _facts(submission, person, due, seed) -> dict[str, str]:
    """Who and when, for the table."""
    facts = {"seed": str(seed), "id": person.id if person else "", "email": person.email if person else ""}
    if submission.path is None:
        return facts
    changed = datetime.datetime.fromtimestamp(submission.changed)
    if due and (due.hour, due.minute) == (0, 0):
        due += datetime.timedelta(days=1)
    over = (changed - due).total_seconds() / 3600 if due else 0
    late = f"{over:.1f} h" if over > 0 else "marked by the platform" if submission.marked_late else "no" if due else ""
    return facts | {"handed_in": f"{changed:%Y-%m-%d %H:%M}", "late": late}


def _look(handed_in, assignment, book) -> None:
    """Compare all notebooks with each other and with the model solution."""
    from ..classroom import likeness, read_notebook

    answers = {}
    for each in handed_in:
        try:
            answers[each.student] = likeness.answers_of(assignment, read_notebook(each.path))
        except ValueError:
            continue
    for student, sentences in likeness.alike(answers, likeness.answers_of(assignment, assignment.source)).items():
        if student in book.known:
            book.note(student, {"alike": sentences})


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
