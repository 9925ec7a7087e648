"""``assignments``: what students and nbgrader get."""

import click

from .. import paths


@click.command()
@click.option("--seed", type=click.IntRange(min=0), help="The class seed. [default: the one kept, else drawn at random]")
def assignments(seed):
    """Write the assignments for students, without solutions.

    build/classroom/release/ has a zip for each assignment, build/classroom/course/ the course folder for nbgrader.
    The class seed, from which the hidden tests draw, is kept in build/classroom/class_seed.txt: 'grade' reads it there.
    """
    folder = paths.BUILD / "classroom"                                 # where there is no repository, this says so
    from ..classroom import Assignment, class_seed, sources, write_release

    try:
        seed = class_seed.keep(folder, seed)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    for path in sources().values():
        assignment = Assignment(path)
        written = write_release(assignment, folder, seed)
        tests, manual = sum(assignment.tests.values()), sum(assignment.manual.values())
        click.echo(f"{assignment.name:<20} {tests} points by tests, {manual} by hand   {written.relative_to(paths.BUILD.parent)}")
    click.echo(f"\nThe class seed is {seed}; keep it, and do not publish it. For nbgrader: {(folder / 'course').relative_to(paths.BUILD.parent)}/")
