"""The command line, ``adaptedflow`` or ``python -m adaptedflow``: one file a command.

Exit status: 0 all is well, 1 a notebook failed or a claim disagrees with its check, 2 the command was not
understood, 130 interrupted.
"""

import click

from .. import __version__
from ..files import CURES
from ..paths import NoRepository
from ..threads import one_thread
from .assignments import assignments
from .encoding import question_marks_for_what_it_lacks
from .figures import figures
from .fit import fit
from .grade import grade
from .ledger import ledger
from .list import list_notebooks
from .notebooks import notebooks
from .quiet import QuietOption
from .run import run
from .selection import one_of
from .survival import survival
from .training import training


_EXTRAS = {"pandas": "fit", "openpyxl": "fit"} | dict.fromkeys(("ipykernel", "jupyter_client", "nbclient", "nbformat", "papermill", "zmq"), "notebooks")


class _Commands(click.Group):
    """Finds a command by an unambiguous beginning; says in one line what would be a traceback: an interrupt (status 130), a disk that is full, a package
    or the repository that is not there."""

    def resolve_command(self, ctx, args):
        found = one_of(args[0], self.list_commands(ctx))
        if len(found) > 1:
            ctx.fail(f"expected one command, got {args[0]!r}, which fits {' and '.join(found)}")
        return super().resolve_command(ctx, [found[0] if len(found) == 1 else args[0], *args[1:]])

    def invoke(self, ctx):
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("\nInterrupted. What was written before is whole; nothing was written in part.", err=True)
            ctx.exit(130)
        except NoRepository as error:
            raise click.ClickException(str(error)) from None
        except OSError as error:
            if error.errno not in CURES:
                raise
            raise click.ClickException(f"{error.filename}: {error.strerror}") from None
        except ModuleNotFoundError as error:
            if error.name not in _EXTRAS:
                raise
            raise click.ClickException(f"{error.name} is not installed; pip install 'adaptedflow[{_EXTRAS[error.name]}]'") from None


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]},
             epilog="A beginning that fits one command only will do for it, and so for notebooks: run 01. "
                    "Completion of commands and options in bash: eval \"$(_ADAPTEDFLOW_COMPLETE=bash_source adaptedflow)\"; zsh and fish likewise.")
@click.version_option(__version__)
def main():
    """Run the companion to arXiv:2311.15487: its notebooks, its figures and its ledger of claims."""
    question_marks_for_what_it_lacks()
    click.get_current_context().with_resource(one_thread())


for command in (figures, fit, run, list_notebooks, ledger, notebooks, survival, training, assignments, grade):
    command.params.append(QuietOption())
    main.add_command(command)
