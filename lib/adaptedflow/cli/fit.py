"""``fit``: a network and data of the reader's own through the flows."""

import io
import json
import re
from pathlib import Path

import click
import numpy as np

from .. import paths
from . import destination
from .table_options import table_options
from .widths import widths as widths_of

_ENDINGS = re.compile(r"(?:\.(?:gz|bz2|xz|zip|zst))?$")


@click.command(short_help="Train a network on a table of your own.")
@click.argument("data", type=click.Path(dir_okay=False, exists=True, allow_dash=True))
@click.option("--widths", metavar="M-..-Q", required=True,
              callback=lambda ctx, param, text: widths_of(text), help="The network, as 4-16-1; the last Q columns are targets.")
@click.option("--activation", default="tanh", show_default=True, help="tanh, softplus, erf, relu, identity.")
@click.option("--epsilon", type=click.FloatRange(0, 1, min_open=True, max_open=True), default=1e-6, show_default=True,
              help="Where to stop, as a share of the cost at the start.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Of the random start.")
@click.option("--raw", is_flag=True, help="Take the numbers as they are. [default: each column to mean 0 and variance 1]")
@click.option("--output", type=click.Path(), help="The orbit, an npz file. [default: build/fit/NAME.npz]")
@click.option("--checkpoint", type=click.Path(dir_okay=False), metavar="FILE",
              help="Keep what is done in this file, every minute or so; the same command goes on from there.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, for programs.")
@table_options
def fit(data, widths, activation, epsilon, seed, raw, output, checkpoint, as_json, table):
    """Train a network on DATA, a table of numbers, along the flow that the paper has for its size.

    Says how it has read the table, and what the theorems promise: the regime, whether D has full rank at the start, whether the
    orbit is certified to live, the stopping time. Then it runs, says what happened, and saves the orbit (read it by
    adaptedflow.load_orbit), a figure, and a record of both. Ctrl-C keeps the orbit as far as it is. Of a long one --checkpoint keeps
    what is done; called again, whatever has stopped it, the command goes on from there, to the same orbit.

    DATA is a text file (CSV and its kin; also compressed), an Excel file, or - for standard input. What the file does not leave open is found in
    it and said: compression, encoding, the sign between columns, the decimal sign, a line of names, lines of titles and units, a column
    of names of rows, empty columns. What can be read in two ways is refused, and so is what is no number (1_000, 1,250, 5%); the message names line,
    column and the option that helps. The options are called as in pandas, and mean the same. Columns are given by name, or by place
    counted from 0; columns without names are called V1, V2, ...

    \b
    fit my.csv --widths 4-16-1                            the last column is the target
    fit my.csv --widths 2-16-1 --usecols x,y,height --targets height
    fit europe.csv --widths 4-16-1 --sep ';' --decimal ,  where the guess is wrong
    fit gaps.csv --widths 4-16-1 --na-values -999 --dropna
    fit iris.csv --widths 4-8-3 --categories species      three targets of 0 and 1
    zcat big.csv.gz | fit - --widths 4-16-1 --nrows 500

    A file that this command did not make from the same DATA is not overwritten. One thread does the linear algebra;
    with OPENBLAS_NUM_THREADS=4 in the environment, four do (worth it from some thousand samples on).
    """
    from ..orbit.store import orbit_bytes
    from .fitting import Fitting

    try:
        content, name, stem, made_by = _source(data)
        orbit_file, figure_file, record = _outputs(output, stem)
        if checkpoint and Path(checkpoint).resolve() in [path.resolve() for path in (orbit_file, figure_file, record)]:
            raise ValueError(f"--checkpoint: expected a file of its own, got {checkpoint}, where the results go. Choose another name.")
        destination.check(record, (orbit_file, figure_file), made_by, inputs=() if data == "-" else (data,))
        fitting = Fitting(say=(lambda line: None) if as_json else click.echo)
        problem = fitting.problem(content, name, table, widths, activation, raw)
        orbit, interrupted = fitting.run(problem, seed, epsilon, checkpoint)
        facts = {**fitting.facts, "seed": seed, "epsilon": epsilon, "orbit": str(orbit_file), "figure": str(figure_file)}
        contents = {orbit_file: orbit_bytes(orbit), figure_file: _figure(orbit)}
    except BrokenPipeError:                                            # whoever reads has gone: click ends quietly
        raise
    except (ValueError, TypeError, MemoryError, OSError) as error:
        raise click.ClickException(str(error)) from None
    try:
        destination.write(record, contents, made_by, facts)
    except OSError as error:                                           # a full disk, say
        kept = destination.rescue(orbit_file.name, contents[orbit_file])
        raise click.ClickException(f"{orbit_file}: {error.strerror or error}. The orbit is in {kept}.") from None
    click.echo(json.dumps(facts, indent=1) if as_json else f"orbit: {orbit_file}\nfigure: {figure_file}\nrecord: {record}")
    if interrupted:
        go_on = f" The same command goes on from there, by {checkpoint}." if checkpoint else ""
        click.echo(f"{interrupted} What is done is in {orbit_file}.{go_on}", err=True)
        raise click.exceptions.Exit(130)


def _source(data):
    """``(content, name, stem, made_by)`` of what is to be read; the last tells one set of data from another."""
    from ..datasets.tables import STANDARD_INPUT, read_bytes

    name, content = read_bytes(data)
    if name == STANDARD_INPUT:
        return content, name, "stdin", {"command": "fit", "data": f"{name}, SHA-256 {destination.checksum(content)}"}
    stem = Path(_ENDINGS.sub("", name)).stem
    return content, name, stem, {"command": "fit", "data": str(Path(data).resolve())}


def _outputs(output, stem):
    """Paths of orbit, figure and record."""
    if output is None:
        try:
            output = paths.BUILD / "fit" / f"{stem}.npz"
        except FileNotFoundError:                                      # installed away from the repository
            raise ValueError(f"expected a place for the results. Add --output {stem}.npz.") from None
    target = Path(output)
    if target.is_dir():
        raise ValueError(f"--output: expected a file, got the folder {target}. Write {target / (stem + '.npz')}.")
    if target.suffix != ".npz":
        raise ValueError(f"--output: expected a name that ends in .npz, as the orbit goes there and the figure beside it, got {str(output)!r}. "
                         f"Write {target.with_suffix('.npz')}.")
    return target, target.with_suffix(".png"), target.with_suffix(".json")


def _figure(orbit):
    import matplotlib

    from ..figures.own_data import orbit_of_own_data

    law = np.exp(-2 * orbit.s / orbit.flow.problem.N) * orbit.cost[0]
    stream = io.BytesIO()
    figure = orbit_of_own_data({"s": orbit.s, "cost": orbit.cost, "law": law, "sigma_min": orbit.sigma_min})
    figure.savefig(stream, format="png", dpi=150)
    matplotlib.pyplot.close(figure)
    return stream.getvalue()
