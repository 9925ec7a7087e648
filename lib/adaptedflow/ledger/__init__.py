"""The ledger: one row a claim of the paper, one check a row, one verdict with which the check must agree.

Rows stand in ``data/claims.toml`` (:func:`claims`), checks in the files ``section_*.py`` beside this one, which are
found by their name; :func:`run` compares the two. To add a check, write three things into the file of its section::

    def cost_law(s, C0, N):
        "C(s), (2.6)."
        return np.exp(-2 * s / N) * C0

    @check("cost-law", formula=cost_law, tolerance=1e-4)
    def _(formula, rng):
        for problem, theta0 in instances.full_rank(rng, 3):
            orbit = integrate(AdaptedFlow(problem), theta0, until=2 * problem.N)
            yield orbit.cost, formula(s=orbit.s, C0=orbit.cost[0], N=problem.N)

* The **formula** holds the mathematics of the claim and nothing else: a plain function of named quantities.
* The **check** draws instances from ``rng`` and yields pairs (measured, expected) of the same shape, an instance a pair.
  What is measured never goes through the formula. The pair agrees when no entry is further off than ``tolerance`` times
  the largest entry expected (1 where all of them are zero). Ranks and yes-or-no questions take tolerance 0.
* The **alterations** (:mod:`.alterations`) put wrong formulas in the place of the right one: the other sign, twice the value,
  and by the names of its arguments ``2N`` for ``N``, ``D^T`` for a square ``D``, ``QN`` for ``K``, ``M`` for ``M1``, 0 for
  ``one``. Each that changes the formula must make the check fail, and at least two must. So name arguments by the paper's
  symbols, pass a 1 that matters as ``one=1``, and draw square instances too. Further wrong formulas of your own go into
  ``variants={"what is wrong": formula}``. A formula that is zero, or a bound that is never reached, hides its errors: check a
  case of equality, or the quantity on one side against the other. ``outcomes(check)`` says what each alteration does.

Where the printed statement fails, add the counterexample beside the check of the correction::

    @counterexample("partly-active", printed=lambda J, N, Q: J * Q)
    def _(formula):
        ...
        yield numerical_rank(D).rank, formula(J=1, N=2, Q=1)

It is run twice: with ``printed`` it must disagree, with the formula of the check it must agree, so that the
counterexample is known to fail for no other reason. Our own statements stand in ``data/statements.toml`` (:func:`statements`), with checks of the same
form in the files ``own_*.py``, run by :func:`run_statements`. Set ``status = "done"`` in the row, and the tests do the rest.
"""

from .claims import Claim, claims
from .ledger_table import LedgerTable, ledger_table
from .registry import Check, Counterexample, Measurement, check, counterexample
from .run import Result, run
from .statement_checks import StatementResult, run_statements, statement_checks
from .statements import Statement, statements, statements_table
from .tables import Table, counts, crosswalk, summary, verdicts

__all__ = [
    "Check", "Claim", "Counterexample", "LedgerTable", "Measurement", "Result", "Statement", "StatementResult", "Table",
    "check", "claims", "counterexample", "counts", "crosswalk", "ledger_table", "run", "run_statements",
    "statement_checks", "statements", "statements_table", "summary", "verdicts",
]
