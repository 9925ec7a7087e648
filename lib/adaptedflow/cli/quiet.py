"""``--quiet``, for every command: nothing is said unless something fails."""

import io
import sys
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
        with redirect_stdout(said), redirect_stderr(_NoTerminal(sys.stderr)):
            yield
    except click.exceptions.Exit as ended:
        if ended.exit_code:
            click.echo(said.getvalue(), err=True, nl=False)
        raise
    except BaseException:
        click.echo(said.getvalue(), err=True, nl=False)
        raise


class _NoTerminal:
    """A stream on which no bar is drawn."""

    def __init__(self, stream):
        self._stream = stream

    def __getattr__(self, name):
        return getattr(self._stream, name)

    def isatty(self):
        return False
