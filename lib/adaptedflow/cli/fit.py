"""``fit``: a network and data of the reader's own through the flows."""

from pathlib import Path

import click
import numpy as np

from .. import paths

LARGE = 2000             # QN above which the existence criterion, an SVD of D, is left out


def _widths(ctx, param, text):
    try:
        widths = [int(width) for width in text.split("-")]
        assert len(widths) >= 2 and min(widths) >= 1
    except (ValueError, AssertionError):
        raise click.BadParameter(f"expected widths as 4-16-1, inputs first and targets last, got {text!r}") from None
    return widths


@click.command()
@click.argument("data", type=click.Path(dir_okay=False, exists=True))
@click.option("--widths", metavar="M-..-Q", required=True, callback=_widths, help="The network, as 4-16-1; the last Q columns are targets.")
@click.option("--activation", default="tanh", show_default=True, help="tanh, softplus, erf, relu, identity.")
@click.option("--epsilon", type=click.FloatRange(0, 1, min_open=True, max_open=True), default=1e-6, show_default=True,
              help="Where to stop, as a share of the cost at the start.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Of the random start.")
@click.option("--raw", is_flag=True, help="Take the numbers as they are. [default: each column to mean 0 and variance 1]")
@click.option("--output", type=click.Path(dir_okay=False), help="The orbit, an npz file. [default: build/fit/NAME.npz]")
def fit(data, widths, activation, epsilon, seed, raw, output):
    """Train a network on DATA, a CSV file of numbers, along the flow that the paper has for its size.

    Says beforehand what the theorems promise: the regime, whether D has full rank at the start, whether the orbit is certified
    to live, the stopping time. Then runs, says what happened, and saves the orbit (read it by adaptedflow.load_orbit) and a figure.
    """
    from ..datasets.own import refuse_equal_inputs
    from ..memory import require
    from ..network import Network
    from ..orbit import save_orbit
    from ..problem import Problem

    target = Path(output) if output else paths.BUILD / "fit" / f"{Path(data).stem}.npz"
    try:
        X, Y = _arrays(data, widths, raw)
        problem = Problem(Network(widths, activation), X, Y)
        n = problem.N * problem.Q
        if problem.regime != "underparametrized":
            refuse_equal_inputs(X)
        require((n, n) if problem.regime == "overparametrized" else (n, problem.K), "D D^T" if problem.regime == "overparametrized" else "D")
        orbit = _run(problem, problem.model.init(seed), epsilon)
    except (ValueError, TypeError, MemoryError) as error:
        raise click.ClickException(str(error)) from None
    save_orbit(target, orbit)
    _draw(target.with_suffix(".png"), orbit)
    click.echo(f"orbit: {target}\nfigure: {target.with_suffix('.png')}")


def _arrays(data, widths, raw):
    from ..datasets.own import load_csv

    M, Q = widths[0], widths[-1]
    X, Y = load_csv(data, Q)
    if X.shape[1] != M:
        raise ValueError(f"--widths: expected M = {X.shape[1]} inputs with Q = {Q} targets, as {Path(data).name} has {X.shape[1] + Q} columns, got M = {M}.")
    return (X, Y) if raw else (_standardised(X), _standardised(Y))


def _standardised(columns):
    """Columns of mean 0 and variance 1 (a constant one: 0)."""
    spread = columns.std(axis=0)
    return (columns - columns.mean(axis=0)) / np.where(spread > 0, spread, 1.0)


def _run(problem, theta0, epsilon):
    """Say what is promised, integrate, say what came."""
    from ..errors import RankLossError
    from ..flows import AdaptedFlow, UnderparametrizedFlow
    from ..orbit import integrate, stopping_time

    n, cost = problem.N * problem.Q, problem.cost(theta0)
    over = problem.regime != "underparametrized"
    flow = (AdaptedFlow if over else UnderparametrizedFlow)(problem)
    click.echo(f"N = {problem.N}, Q = {problem.Q}, QN = {n}, K = {problem.K}: {problem.regime}, {flow.theorem}")
    click.echo(f"cost at the start: {cost:.4g}")
    time = stopping_time(cost, epsilon * cost, problem.N)
    if over:
        click.echo(f"existence criterion: {_certificate(problem, theta0)}")
        click.echo(f"predicted: the cost is {epsilon:g} of that at s = {time:.4g}, if rank D = QN = {n} up to then (2.41)")
    else:
        click.echo(f"no stopping time: with K < QN the cost need not reach zero; running to s = {time:.4g}")
    try:
        orbit = _with_bar(lambda stop: integrate(flow, theta0, until=None if over else time, stop=stop), cost, epsilon)
    except RankLossError as error:
        raise ValueError(f"the hypothesis fails at the start. {error}") from None
    click.echo(f"rank D at the start: full, smallest singular value {orbit.sigma_min[0]:.3g}; along the orbit at least {orbit.sigma_min.min():.3g}")
    click.echo(f"what happened: {orbit.status}. {orbit.message}")
    return orbit


def _certificate(problem, theta0):
    from ..lifetime import existence_criterion

    if problem.N * problem.Q > LARGE:
        return f"not tried, QN > {LARGE}"
    return existence_criterion(problem, theta0).reason


def _with_bar(run, cost, epsilon):
    """``run(stop)`` with a bar that shows how many decades the cost has fallen; none where there is no terminal."""
    from tqdm import tqdm

    from ..orbit import CostBelow

    class Watched(CostBelow):
        def excess(self, problem, theta):
            left = super().excess(problem, theta)
            bar.n = min(bar.total, max(bar.n, round(-np.log10(epsilon) - max(left, 0) / np.log(10), 1)))
            bar.refresh()
            return left

    with tqdm(total=round(-np.log10(epsilon), 1), desc="cost", unit="decade", leave=False, disable=None) as bar:
        return run(Watched(epsilon * cost))


def _draw(path, orbit):
    import io

    from ..figures.own_data import orbit_of_own_data
    from ..files import write_whole

    law = np.exp(-2 * orbit.s / orbit.flow.problem.N) * orbit.cost[0]
    stream = io.BytesIO()
    figure = orbit_of_own_data({"s": orbit.s, "cost": orbit.cost, "law": law, "sigma_min": orbit.sigma_min})
    figure.savefig(stream, format="png", dpi=150)
    write_whole(path, stream.getvalue())
