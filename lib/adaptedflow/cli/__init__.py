"""The command line, ``python -m adaptedflow``: one file a command.

Exit status: 0 all is well, 1 a notebook failed or a claim disagrees with its check, 2 the command was not
understood, 130 interrupted.
"""

import click

from .assignments import assignments
from .figures import figures
from .fit import fit
from .grade import grade
from .ledger import ledger
from .list import list_notebooks
from .notebooks import notebooks
from .run import run
from .survival import survival


_NOTEBOOK_PACKAGES = {"jupyter_client", "nbclient", "nbformat", "papermill"}


class _Commands(click.Group):
    """Says in one line what would be a traceback: an interrupt (status 130), a package that is not there."""

    def invoke(self, ctx):
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("\nInterrupted. What was written before is whole; nothing was written in part.", err=True)
            ctx.exit(130)
        except ModuleNotFoundError as error:
            if error.name not in _NOTEBOOK_PACKAGES:
                raise
            raise click.ClickException(f"{error.name} is not installed; pip install -e '.[notebooks]'") from None


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main():
    """Run the companion to arXiv:2311.15487: its notebooks, its figures and its ledger of claims."""


for command in (figures, fit, run, list_notebooks, ledger, notebooks, survival, assignments, grade):
    main.add_command(command)
