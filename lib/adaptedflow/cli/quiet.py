"""``--quiet``, for every command: nothing is said unless something fails."""

import io
from contextlib import contextmanager, redirect_stderr, redirect_stdout

import click


class QuietOption(click.Option):
    """The flag ``-q``, ``--quiet``. What a command would have said goes to standard error where it fails."""

    def __init__(self):
        super().__init__(["-q", "--quiet"], is_flag=True, expose_value=False, callback=_silence, help="Say nothing unless something fails.")


def _silence(ctx, param, given):
    if given:
        ctx.with_resource(_silent())


@contextmanager
def _silent():
    said = io.StringIO()
    try:
        with redirect_stdout(said), redirect_stderr(said):             # no terminal, so that no bar is drawn
            yield
    except click.exceptions.Exit as ended:
        if ended.exit_code:
            click.echo(said.getvalue(), err=True, nl=False)
        raise
    except BaseException:
        click.echo(said.getvalue(), err=True, nl=False)
        raise
