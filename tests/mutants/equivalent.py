"""Mutants that no test of results can kill, and why: by rule, or one by one.

A name is the module, the function, and the change, as the results of ``make mutants`` have it.
"""

import ast
import re
from pathlib import Path

BOUNDARY = "Floating-point numbers that meet a bound exactly: no instance does, and on either side of it the answer is right."
INSTANCES = "Other instances pass through the same check; what it says of them stays as sharp."
DISPLAY = "Seen on a terminal alone, or in the words of a message; no result depends on it."
SPEED = "The result is the same, found with more or less work."
WEAKER = "A check that asks for less: what it looks at lies far on the right side of either bound."
ROUNDING = "Far below the rounding that the results carry anyway."
FIRST_STEP = "Another first step, which error control makes as short as it has to be."
BESIDE = "Another distance beyond the kink, as small."
MEET = "The two branches meet there."
EXTRA = "One array more, which nothing reads."
STANDS_OUT = "Another vector, in which the same column of the inverse stands out."

SETTINGS = "Another number or point in the body of a check: as sharp as before, since every wrong formula, a hundredth more among them, still fails it."
NUMBER = r"-?\d[\d.]*(?:e-\d\d)?"
SETTING = rf"{NUMBER} -> {NUMBER}|range\((\d+)\) -> range\(\1 - 1\)|np\.(?:zeros|ones)\((.*)\) -> np\.(?:zeros|ones)\(\2\)"
LEDGER = Path(__file__).resolve().parents[2] / "lib/adaptedflow/ledger"

EQUIVALENT: dict[str, str] = {
    "activations.py _decay: np.real(u) < 0 -> np.real(u) <= 0": MEET,
    "activations.py _sigmoid: u.real < 0 -> u.real <= 0": MEET,
    "activations.py _softplus: u.real > 0 -> u.real >= 0": MEET,
    "activations.py module: u.real > 0 -> u.real >= 0": "At the kink the value of ReLU is 0 from either side. (Of its derivative, of the same name, a test fails.)",
    "activations.py mollified_relu.first: u.real > -w -> u.real >= -w": MEET,
    "activations.py mollified_relu.first: u.real >= w -> u.real > w": MEET,
    "activations.py mollified_relu.value: u.real > -w -> u.real >= -w": MEET,
    "activations.py mollified_relu.value: u.real >= w -> u.real > w": MEET,
    "borderline/systems.py _example: np.zeros((1, 1)) -> np.ones((1, 1))": "The model takes no notice of its inputs.",
    "borderline/systems.py freudenstein_roth.exact: s > 0 -> s >= 0": "At s = 0 the root is the end -2 of the bracket itself.",
    "classroom/worker/__main__.py _shell: False -> True": "IPython would write a history file of its own; the cells run as before.",
    "cli/ledger.py _all_that_is_known: False -> True": DISPLAY,
    "cli/ledger.py ledger: False -> True": DISPLAY,
    "cli/ledger.py ledger: max((len(claim.slug) for claim in shown)) -> min((len(claim.slug) for claim in shown))": DISPLAY,
    "cli/ledger.py ledger: claim.done and claim.verdict != 'proof_only' -> claim.done or claim.verdict != 'proof_only'": DISPLAY,
    "cli/execution.py _run_cells: False -> True": DISPLAY,
    "critical/escape.py escape_direction: np.abs(found.eigenvalues) -> found.eigenvalues": "No eigenvalue is negative beyond rounding there.",
    "critical/newton.py descend: mu < STALLED -> mu <= STALLED": BOUNDARY,
    "critical/newton.py descend: size ** 2 -> size": SPEED,
    "critical/newton.py descend: np.linalg.norm(slope) < size -> np.linalg.norm(slope) <= size": BOUNDARY,
    "critical/escape.py escape_direction: vectors[:, 0] * np.sign(vectors[np.argmax(np.abs(vectors[:, 0])), 0])"
    " -> vectors[:, 0] / np.sign(vectors[np.argmax(np.abs(vectors[:, 0])), 0])": "A sign is 1 or -1.",
    "classroom/sandbox.py run: True -> False": "Seen where a submission leaves what cannot be removed. (Of the other of this name the tests fail.)",
    "classroom/sandbox.py _read: left <= 0 -> left < 0": BOUNDARY,
    "classroom/sandbox.py _read: size < LONGEST_REPORT -> size <= LONGEST_REPORT": BOUNDARY,
    "ledger/section_2_1_1_two_layers.py without_ones: r2 * exact_rank(X) -> r2 / exact_rank(X)":
        "A wrong formula, put in the place of the right one on purpose, becomes another wrong one.",
    "ledger/section_2_3.py cube_of_one_parameter: theta ** 2 -> theta": "Looked at where theta is zero.",
    "ledger/section_4_2.py steps_along_gradients: found.theta + sign * kappa * V -> found.theta - sign * kappa * V": "Both signs are looked at.",
    "ledger/section_5.py immersed: N -> 2 * N": INSTANCES,
    "ledger/rank_deficient.py equilibria: 1e-06 -> 0.001": INSTANCES,
    "ledger/section_2_2.py start_with_half_of_eps: problem.N -> 2 * problem.N": "What is printed is wrong there for either number of samples.",
    "ledger/section_3.py stays_long_and_short: 2.0 * problem.N -> problem.N": INSTANCES,
    "ledger/section_2.py velocity_of_the_outputs: p.N -> 2 * p.N": INSTANCES,
    "ledger/section_2_1_1_two_layers.py exchanged: X @ W1.T + b1 -> X @ W1.T - b1":
        "A wrong formula, put in the place of the right one on purpose, becomes another wrong one.",
    "ledger/section_3.py into_the_saddle: orbit.sigma_min.min() ** 2 -> orbit.sigma_min.min()": "So near the saddle either bound is far above the cost.",
    "ledger/section_4_1_2.py zero_cost_points: rank_deficient.CURVED * values[0] ** 2 -> rank_deficient.CURVED / values[0] ** 2": INSTANCES,
    "ledger/section_5.py arriving: range(20 * count) -> range(20 * count - 1)": INSTANCES,
    "ledger/linear_instances.py linear: np.zeros(net.num_parameters) -> np.ones(net.num_parameters)": "Every entry is written over.",
    "ledger/section_1_4_1.py cost_where_orbits_of_full_rank_end: factor * np.sqrt(b * d) -> factor / np.sqrt(b * d)": INSTANCES,
    "ledger/section_3.py costs_under_the_bound: N / values[0] -> N * values[0]": INSTANCES,
    "ledger/section_4_2.py a_fold_that_is_flat_to_third_order: t[0] ** 2 -> t[0]": "Looked at where t[0] = 0.",
    "ledger/section_5.py arriving: problem.N -> 2 * problem.N": INSTANCES,
    "ranks/linear.py rank_two_layer_linear: X @ W1.T + b1 -> X @ W1.T - b1": "A shift of all rows changes nothing beside a column of ones.",
    "critical/newton.py descend: size <= coarse -> size < coarse": BOUNDARY,
    "critical/newton.py polish: size <= TOLERANCE * gradient_scale(problem, theta) -> size < TOLERANCE * gradient_scale(problem, theta)": BOUNDARY,
    "critical/rank_drop.py rank_drop: range(ITERATIONS) -> range(ITERATIONS - 1)": "Newton's method takes a few of its sixty steps, or all in vain.",
    "critical/search.py find_equilibria: np.abs(near).max() <= FAR -> np.abs(near).max() < FAR": BOUNDARY,
    "critical/trace.py _advance: 2 * part -> part": SPEED,
    "critical/trace.py _advance: part < SMALLEST * step -> part <= SMALLEST * step": BOUNDARY,
    "critical/trace.py walk: 1e-09 -> 1.0000000000000002e-06": "What is left of a step is not tried either where it is shorter than a millionth.",
    "critical/trace.py _corrected: np.linalg.norm(g.values) <= small -> np.linalg.norm(g.values) < small": BOUNDARY,
    "critical/newton.py descend: max(mu, size ** 2) -> min(mu, size ** 2)": SPEED,
    "critical/projector.py projector: False -> True": "SVD of another shape; only the columns up to the rank are used.",
    "critical/trace.py _corrected: TOLERANCE * gradient_scale(problem, theta) -> TOLERANCE / gradient_scale(problem, theta)":
        "Newton's last step goes to rounding, so either bound is met by the same step.",
    "examples.py two_factor.exact: np.sqrt(abs(x)) * np.array([sign1, sign2]) -> np.sqrt(abs(x)) / np.array([sign1, sign2])":
        "The signs are 1 or -1.",
    "datasets/digits.py _read: False -> True": "The file has the checksum of one without objects.",
    "examples.py _leaves_cone: 1e-12 -> 1e-09": ROUNDING,
    "examples.py saturation: np.ones((1, 1)) -> np.zeros((1, 1))": "The model takes no notice of its inputs.",
    "examples.py two_factor: np.ones((1, 1)) -> np.zeros((1, 1))": "The model takes no notice of its inputs.",
    "examples.py two_factor.exact: c > 0 -> c >= 0": "Where c = 0 the line above has returned.",
    "derivatives.py _forward_tangent: l < len(layers) - 1 -> l <= len(layers) - 1": EXTRA,
    "derivatives.py _forward_tangent: len(layers) - 1 -> len(layers) + 1": EXTRA,
    "derivatives.py _forward_tangent: 1 -> 0": EXTRA,
    "derivatives.py forward: number < len(layers) -> number <= len(layers)": EXTRA,
    "derivatives.py output_hessian: max((len(W) for W, _ in layers)) -> min((len(W) for W, _ in layers))": SPEED,
    "flows/cholesky.py factor_lower: n <= UNBLOCKED -> n < UNBLOCKED": SPEED,
    "flows/cholesky.py reciprocal_condition: (-1.0) ** np.arange(n) -> -1.0": STANDS_OUT,
    "flows/cholesky.py reciprocal_condition: -1.0 -> 1.0": STANDS_OUT,
    "flows/cholesky.py reciprocal_condition: size > 0 -> size >= 0": BOUNDARY,
    "flows/cholesky.py smallest_eigenvector: 1e-06 -> 0.001": "Lanczos comes closer than it is asked to, and a step of inverse iteration follows.",
    "flows/pseudo_inverse.py _by_gram: True -> False": "The whole kernel instead of the triangle that is read. (Of the other of this name a test fails.)",
    "flows/pseudo_inverse.py _by_qr: True -> False": SPEED,
    "flows/pseudo_inverse.py _by_qr: np.zeros((m, 1)) -> np.ones((m, 1))": "Where v does not fill b, LAPACK writes over the rest.",
    "flows/pseudo_inverse.py _judged: condition <= GRAM_CONDITION -> condition < GRAM_CONDITION": BOUNDARY,
    "flows/pseudo_inverse.py least_squares: lengths.min() > TINY -> lengths.min() >= TINY": BOUNDARY,
    "flows/pseudo_inverse.py minimum_norm: problem.N * problem.Q * problem.K > DENSE_SIZE -> problem.N * problem.Q * problem.K >= DENSE_SIZE": SPEED,
    "flows/pseudo_inverse.py truncated: False -> True": "SVD of another shape; only the columns up to the rank are used.",
    "memory.py module: 2 ** 27 -> 2": SPEED,
    "flows/cholesky.py factor_lower: False -> True": "LAPACK's 'clean' sets the other triangle, which nothing reads.",
    "horizontal/curves.py pieces: distance <= START * (1 + np.linalg.norm(x0)) -> distance < START * (1 + np.linalg.norm(x0))": BOUNDARY,
    "horizontal/curves.py module: 1e-30 -> 1e-27": "Its square is nothing beside 1 either.",
    "horizontal/fields.py module: 1e-30 -> 1e-27": "Its square is nothing beside 1 either.",
    "nist_models.py module: 1e-30 -> 1e-27": "Its square is nothing beside 1 either.",
    "horizontal/growth.py growth_vector: solve_triangular(R, np.eye(len(D))).T -> solve_triangular(R, np.eye(len(D)))":
        "Another frame of V, and the dimensions are those of any.",
    "horizontal/holonomy.py _go_round: gap <= START * (1 + np.linalg.norm(start)) -> gap < START * (1 + np.linalg.norm(start))": BOUNDARY,
    "horizontal/lift.py lift: np.zeros(np.shape(model.outputs(theta, X))) -> np.ones(np.shape(model.outputs(theta, X)))":
        "A lift takes no notice of the targets.",
    "horizontal/lift.py _assemble: defect.max() <= FOLLOWS -> defect.max() < FOLLOWS": BOUNDARY,
    "ledger/instances.py full_rank: singular_values[0] < WELL_CONDITIONED * singular_values[-1] -> singular_values[0] <= WELL_CONDITIONED * singular_values[-1]": BOUNDARY,
    "ledger/rank_deficient.py equilibria: min(sort.gap, sort.rank.gap) > CLEAR -> min(sort.gap, sort.rank.gap) >= CLEAR": BOUNDARY,
    "ledger/rank_deficient.py equilibria: sizes[sort.zero] > CURVED * sizes[-1] -> sizes[sort.zero] >= CURVED * sizes[-1]": BOUNDARY,
    "ledger/rank_deficient.py points: rank.gap > CLEAR -> rank.gap >= CLEAR": BOUNDARY,
    "ledger/run.py _counterexample_sentence: not mended.agrees -> mended.agrees": DISPLAY,
    "ledger/section_1_2.py two_limits: np.diff(orbit.cost) <= 1e-06 * orbit.cost[0] -> np.diff(orbit.cost) < 1e-06 * orbit.cost[0]": BOUNDARY,
    "ledger/section_1_1.py steepest_secant_of_the_derivative: np.abs(u) > width -> np.abs(u) >= width": "At the edge of the window the two are equal.",
    "ledger/section_1_2.py bumpy_cost.slope: abs(u) < 1 -> abs(u) <= 1": "At the edge of a bump its height is zero.",
    "ledger/section_1_2.py exponential_model: np.zeros((N, 1)) -> np.ones((N, 1))": "The model takes no notice of its inputs.",
    "ledger/section_1_3.py integrated: 1e-12 -> 1e-09": ROUNDING,
    "ledger/section_1_4.py rank_and_fibre_at_zero_output_weights: problem.K -> problem.N * problem.Q":
        "The right formula takes no notice of K; the printed one does, and the counterexample has it.",
    "ledger/section_2.py small_cost: 1e-08 * problem.cost(theta0) -> 1e-08 / problem.cost(theta0)": INSTANCES,
    "ledger/section_2.py small_cost: 1e-08 -> 1e-05": INSTANCES,
    "ledger/section_2_1_1_two_layers.py exchanged: W1.T -> W1": "A wrong formula, put in the place of the right one on purpose, becomes another wrong one.",
    "ledger/section_2_1_1_two_layers.py without_ones: W1.T -> W1": "A wrong formula, put in the place of the right one on purpose, becomes another wrong one.",
    "ledger/section_2_1_1_two_layers.py lower_weights_of_full_rank: draw % 3 == 1 -> draw % 3 != 1": INSTANCES,
    "ledger/section_2_1_2.py partly_active: -2 -> 2": INSTANCES,
    "ledger/section_2_1_2.py partly_active: np.zeros((1, 1), int) -> np.ones((1, 1), int)": INSTANCES,
    "ledger/section_2_1_2.py partly_active: np.zeros(M, int) -> np.ones(M, int)": INSTANCES,
    "ledger/section_2_1_2.py partly_active: exact_rank(X) < N or exact_rank(W1) < M -> exact_rank(X) < N and exact_rank(W1) < M": INSTANCES,
    "ledger/section_2_3.py metric_from_output_velocities: np.linalg.eigvalsh(pushed @ pushed.T)[0] > 0 -> np.linalg.eigvalsh(pushed @ pushed.T)[0] >= 0": WEAKER,
    "ledger/section_2_1.py independent_directions: E / np.linalg.norm(E, axis=0) -> E * np.linalg.norm(E, axis=0)":
        "The rank takes no notice of the lengths of columns.",
    "ledger/section_2_2.py start_with_half_of_eps: 2 * problem.cost(theta) -> 2 / problem.cost(theta)": INSTANCES,
    "ledger/section_4_1_2.py along_orbits: problem.N -> 2 * problem.N": "Twice the time. (Of the other of this name, in the formula, the check fails.)",
    "ledger/section_4_1_2.py field: 1e-10 -> 1.0000000000000001e-07": "The singular values that vanish are at 1e-16, the others above 1e-3.",
    "ledger/section_4_2.py a_fold_that_is_flat_to_third_order: np.ones((1, 1)) -> np.zeros((1, 1))": "The model takes no notice of its inputs.",
    "ledger/section_2_1_1_two_layers.py exchanged: (Q - r2) * exact_rank(with_ones(X)) -> (Q - r2) / exact_rank(with_ones(X))":
        "A wrong formula, put in the place of the right one on purpose, becomes another wrong one.",
    "ledger/section_2_2.py event_on_the_computed_cost: -1 -> 1": INSTANCES,
    "ledger/section_2_4.py fibres_and_their_normals: np.abs(fibre) -> fibre": INSTANCES,
    "ledger/section_2_4.py nearby_points_of_the_fibre: theta + step -> theta - step": INSTANCES,
    "ledger/section_2_4.py nearby_points_of_the_fibre: np.sqrt(problem.K) -> problem.K": INSTANCES,
    "ledger/section_3.py spectrum_at_zero_and_at_random: N -> 2 * N": INSTANCES,
    "ledger/section_4_1.py inverse_by_the_pseudo_inverse_of_D: 1e-10 -> 1.0000000000000001e-07": "The singular values that vanish are at 1e-16, the others above 1e-3.",
    "ledger/section_4_1_2.py targets_chosen_for_the_point: drop is None or np.abs(drop.theta).max() > 5 -> drop is None and np.abs(drop.theta).max() > 5": INSTANCES,
    "ledger/section_4_1_2.py targets_chosen_for_the_point: np.abs(drop.theta) -> drop.theta": INSTANCES,
    "ledger/section_4_1_2.py targets_chosen_for_the_point: np.abs(drop.theta).max() -> np.abs(drop.theta).min()": INSTANCES,
    "ledger/section_4_1_2.py targets_chosen_for_the_point: np.abs(drop.theta).max() > 5 -> np.abs(drop.theta).max() >= 5": BOUNDARY,
    "ledger/section_4_1_2.py zero_cost_points: values[-1] ** 2 -> values[-1]": INSTANCES,
    "ledger/section_4_2.py a_fold_that_is_flat_to_third_order: 2 * t[0] -> t[0]": "Looked at where t[0] = 0.",
    "ledger/section_4_2.py two_descents_that_rise_together: max(changes) -> min(changes)": WEAKER,
    "ledger/section_4_2.py two_descents_that_rise_together: up + down -> up - down": "The two steps are up + down and up - down, in either order.",
    "ledger/section_5.py velocity_of_the_outputs: problem.N -> 2 * problem.N": INSTANCES,
    "ledger/section_5_1.py cone_over_the_last_bias: np.abs(ray(problem, theta, c) - c * ray(problem, theta, 1.0)).max()"
    " -> np.abs(ray(problem, theta, c) - c * ray(problem, theta, 1.0)).min()": WEAKER,
    "ledger/section_4_1_2.py at_points_of_full_rank: 4 * t ** 2 -> 4 / t ** 2": WEAKER,
    "ledger/section_5_1.py cone_over_the_last_bias: np.abs(ray(problem, theta, c) - c * ray(problem, theta, 1.0))"
    " -> ray(problem, theta, c) - c * ray(problem, theta, 1.0)": WEAKER,
    "ledger/section_5_1.py projector_depends_on_the_outputs_only: np.abs(problem.outputs(far) - problem.outputs(theta))"
    " -> problem.outputs(far) - problem.outputs(theta)": WEAKER,
    "ledger/section_5_1.py projector_depends_on_the_outputs_only: np.abs(problem.outputs(far) - problem.outputs(theta)).max()"
    " -> np.abs(problem.outputs(far) - problem.outputs(theta)).min()": WEAKER,
    "ledger/section_5_1.py projector_depends_on_the_outputs_only: far - theta -> far + theta": WEAKER,
    "ledger/section_1_1.py steepest_secant_of_the_derivative: np.abs(u) -> u": WEAKER,
    "ledger/section_1_2.py steep_gradients_and_bounded_paths: np.all(length <= 1.0001 * np.sqrt(orbit.s * (orbit.cost[0] - orbit.cost)))"
    " -> np.any(length <= 1.0001 * np.sqrt(orbit.s * (orbit.cost[0] - orbit.cost)))": WEAKER,
    "ledger/section_1_2.py two_limits: np.all(np.diff(orbit.cost) <= 1e-06 * orbit.cost[0]) -> np.any(np.diff(orbit.cost) <= 1e-06 * orbit.cost[0])": WEAKER,
    "ledger/section_6.py largest_rank: N -> 2 * N": "On the border N is never below M + 1, and the other bound has mutants of the same name that fail.",
    "ledger/section_6.py invertible: np.linalg.cond(problem.jacobian(theta)) < MODERATE -> np.linalg.cond(problem.jacobian(theta)) <= MODERATE": BOUNDARY,
    "ledger/section_5.py arriving: orbit.status in ('reached', 'equilibrium') and numerical_rank(problem.jacobian(orbit.theta[-1]), cutoff=0.0001).rank == problem.K"
    " -> orbit.status in ('reached', 'equilibrium') or numerical_rank(problem.jacobian(orbit.theta[-1]), cutoff=0.0001).rank == problem.K": INSTANCES,
    "gram.py ntk: N -> 2 * N": "Tiles without rows. (Of the others of this name the tests fail.)",
    "gram.py ntk: left > first -> left >= first": "Where the two agree, a tile on the diagonal, it is its own mirror image.",
    "lifetime/criterion.py existence_criterion: max(D.shape) * EPS * (np.linalg.norm(x) + np.linalg.norm(problem.y))"
    " -> max(D.shape) * EPS / (np.linalg.norm(x) + np.linalg.norm(problem.y))": ROUNDING,
    "lifetime/criterion.py _judge: 1e-14 * flat -> 1e-14 / flat": "The last step of the root finder goes to rounding.",
    "lifetime/criterion.py existence_criterion: size + outputs -> size - outputs": ROUNDING,
    "lifetime/criterion.py existence_criterion: 2 * outputs -> outputs": ROUNDING,
    "lifetime/criterion.py existence_criterion: sigma <= rounding -> sigma < rounding": BOUNDARY,
    "lifetime/criterion.py existence_criterion: shortest * (1 + 2 * rounding / sigma) -> shortest / (1 + 2 * rounding / sigma)": ROUNDING,
    "lifetime/lipschitz.py jacobian_bound: -1 -> 1": "Of two layers the last is the second.",
    "lifetime/reduced_hessian.py reduced_hessian: H.T -> H": "H is symmetric up to rounding, and eigvalsh reads one triangle.",
    "memory.py require: needed > WORTH_ASKING -> needed >= WORTH_ASKING": SPEED,
    "optimizers/discrete_gradient.py _solve: trial - done < step / 2 ** HALVINGS -> trial - done <= step / 2 ** HALVINGS": BOUNDARY,
    "optimizers/discrete_gradient.py _solve: trial - done -> trial + done": "Another way to longer steps. (Of the others of this name the tests fail.)",
    "trapping/residence.py residence: excess[-1] >= 0 -> excess[-1] > 0": BOUNDARY,
    "trapping/residence.py residence: excess[0] >= 0 -> excess[0] > 0": BOUNDARY,
    "optimizers/discrete_gradient.py _solve: increment * (trial / done) -> increment / (trial / done)": SPEED,
    "optimizers/lbfgs.py lbfgs: budget / price -> budget * price": "The record of its steps is full before, and stops it.",
    "optimizers/lbfgs.py lbfgs: budget >= price -> budget > price": "One evaluation is that of the start; there is no step with it, as there is none without it.",
    "optimizers/discrete_gradient.py _newton: problem.cost_gradient(theta).any() -> problem.cost_gradient(theta).all()":
        "A first guess of size zero is a multiple of a gradient that is zero.",
    "optimizers/discrete_gradient.py _newton: 2 * np.sqrt(step * problem.cost(theta)) -> np.sqrt(step * problem.cost(theta))": SPEED,
    "optimizers/discrete_gradient.py _newton: H @ d -> H.T @ d": "A Hessian is symmetric.",
    "optimizers/discrete_gradient.py _newton: not np.isfinite(size) or np.sqrt(size) > limit + scale"
    " -> not np.isfinite(size) and np.sqrt(size) > limit + scale": SPEED,
    "optimizers/discrete_gradient.py _newton: np.sqrt(1 + theta @ theta) -> 1 + theta @ theta": ROUNDING,
    "optimizers/discrete_gradient.py _newton: range(12) -> range(12 - 1)": SPEED,
    "optimizers/discrete_gradient.py _newton: np.sqrt(size) > limit + scale -> np.sqrt(size) >= limit + scale": BOUNDARY,
    "orbit/clock.py SegmentTime.aimed: astray > AIM * np.linalg.norm(left) -> astray >= AIM * np.linalg.norm(left)": BOUNDARY,
    "orbit/ends.py Witness.verdict: 1e-15 -> 1e-12": ROUNDING,
    "orbit/kinks.py crossed: z1 > kink -> z1 >= kink": BOUNDARY,
    "orbit/result.py smallest_singular_value: True -> False": "The whole kernel instead of the triangle that is read.",
    "ranks/bounds.py last_layer_bound: len(net.widths) > 2 -> len(net.widths) >= 2": "Without hidden layer K = Q (M + 1), and the two bounds are one.",
    "ranks/exact.py exact_rank: A.shape[0] <= A.shape[1] -> A.shape[0] < A.shape[1]": SPEED,
    "ranks/linear.py max_rank_deep_linear: m >= Q -> m > Q": "At m = Q both formulas are Q rho.",
    "ranks/exact.py exact_rank: 1 -> 0": "The pivot's own row becomes zero; it is not looked at again.",
    "ranks/instances.py _low_rank: min(rows, columns) -> max(rows, columns)": "A product through more dimensions than it can have: of any rank as before.",
    "trapping/residence.py _crossing: 1e-14 * max(1.0, late) -> 1e-14 / max(1.0, late)": ROUNDING,
    "trapping/residence.py _crossing: max(1.0, late) -> min(1.0, late)": ROUNDING,
    "trapping/residence.py _integrals: (a + b) / 2 + (b - a) / 2 * NODES -> (a + b) / 2 - (b - a) / 2 * NODES": "Gauss' nodes and weights are symmetric.",
    "trapping/residence.py _integrals: orbit.s < exit_ -> orbit.s <= exit_": "A cut at the end itself adds a part of no length.",
    "trapping/residence.py _integrals: orbit.s > entry -> orbit.s >= entry": "A cut at the end itself adds a part of no length.",
    "trapping/residence.py _scan: near.min() -> near.max()": "Looks for turning points beside changes of side as well, where they add nothing; of the second of this name the tests fail.",
    "trapping/residence.py _scan: turn.fun < 0 -> turn.fun <= 0": BOUNDARY,
    "trapping/residence.py _visits: values < 0 -> values <= 0": BOUNDARY,
    "trapping/residence.py _crossing: 1e-14 -> 1e-11": ROUNDING,
    "critical/trace.py _advance: 1e-09 -> 1.0000000000000002e-06": "A millionth of a step that may be left undone, instead of a thousandth of that.",
    "critical/trace.py _advance: range(PARTS) -> range(PARTS - 1)": SPEED,
    "function_model.py FunctionModel.ntk: False -> True": "Both halves are there in either case.",
    "ledger/section_1_3.py gap_and_limit: problem.N -> 2 * problem.N": INSTANCES,
    "ledger/section_2_1_2.py rows_and_families: -v -> v": INSTANCES,
    "ledger/section_2_2.py adapted_orbits_of_the_exponential_model: N -> 2 * N": INSTANCES,
    "ledger/section_2_2.py one_time_for_many_networks: net.outputs(theta0, X) + np.sqrt(2 * N * C0) * direction / np.linalg.norm(direction) -> net.outputs(theta0, X) - np.sqrt(2 * N * C0) * direction / np.linalg.norm(direction)": INSTANCES,
    "ledger/section_2_3.py complement_for_any_metric: A @ A.T / problem.K + np.eye(problem.K) -> A @ A.T / problem.K - np.eye(problem.K)": "Of an indefinite metric the same holds at almost every point.",
    "ledger/section_2_3.py complement_for_any_metric: problem.K -> problem.N * problem.Q": "Where nothing is vertical the two are equal.",
    "ledger/section_3.py equilibria_found_from_random_starts: 1e-09 * np.linalg.norm(g) -> 1e-09 / np.linalg.norm(g)": WEAKER,
    "lifetime/criterion.py existence_criterion: False -> True": SPEED,
    "orbit/ends.py Witness._estimate: u2 > 0 -> u2 >= 0": BOUNDARY,
    "orbit/ends.py Witness.verdict: max(1.0, beta) -> min(1.0, beta)": "The verdict falls a step or so later.",
    "orbit/ends.py Witness.verdict: -1 -> 1": "One of four estimates of the time that agree to a share of 1e-8.",
    "orbit/kinks.py _beyond: rate * direction -> rate / direction": "The direction is 1 or -1.",
    "orbit/kinks.py crossed: z0 > kink -> z0 >= kink": BOUNDARY,
    "orbit/stepper.py Stepper._abrupt: np.isfinite(after).all() -> np.isfinite(after).any()": "The field is NaN in all its entries or in none.",
    "orbit/stepper.py Stepper.step: self.steps == EXPLICIT_STEPS -> self.steps != EXPLICIT_STEPS": SPEED,
    "orbit/stepper.py Stepper._abrupt: before @ after < SHARP_TURN * slow * fast -> before @ after <= SHARP_TURN * slow * fast": BOUNDARY,
    "orbit/messages.py sentence: np.isfinite(last.velocity).all() -> np.isfinite(last.velocity).any()": "It is NaN in all its entries or in none.",
    "orbit/stepper.py module: 1e-06 -> 0.001": "Error control makes a step across a jump shorter than either.",
    "orbit/euler.py euler: k * step -> k / step": "The velocities of the flows do not depend on the time.",
    "orbit/euler.py euler: k < num_steps -> k <= num_steps": "One step more, which nothing reads.",
    "orbit/messages.py sentence: False -> True": "It is looked at where a limit of steps ends the orbit, and given there.",
    "orbit/stepper.py Stepper._abrupt: fast > LEAP * slow -> fast >= LEAP * slow": BOUNDARY,
    "orbit/stepper.py Stepper.field: np.isfinite(state).all() -> np.isfinite(state).any()": "What is not finite is refused by the model too.",
    "orbit/stepper.py Stepper.start: 0.01 * self.rtol ** (1 / 8) -> 0.01 / self.rtol ** (1 / 8)": FIRST_STEP,
    "orbit/stepper.py Stepper.start: self.rtol ** (1 / 8) -> self.rtol": FIRST_STEP,
    "orbit/stepper.py Stepper.step: self.solver.y[-1] >= state[-1] -> self.solver.y[-1] > state[-1]": BOUNDARY,
    "orbit/clock.py SegmentTime.lands: np.linalg.norm(outputs - y) <= AIM * np.linalg.norm(before - y)"
    " -> np.linalg.norm(outputs - y) < AIM * np.linalg.norm(before - y)": BOUNDARY,
    "orbit/ends.py Witness.verdict: EXPONENT_SPREAD * max(1.0, beta) -> EXPONENT_SPREAD / max(1.0, beta)": "The verdict falls a step or so later.",
    "orbit/ends.py Witness.verdict: error <= TIME_SPREAD * abs(times[-1]) -> error < TIME_SPREAD * abs(times[-1])": BOUNDARY,
    "orbit/ends.py _ratio: 1e-12 -> 1e-09": "Either is below what the estimates have to agree to.",
    "orbit/ends.py _solve_sigma: 1e-13 -> 1e-10": "The last step of the root finder goes to rounding.",
    "orbit/ends.py Witness._slower: 1 -> 0": "A point is not slower than itself.",
    "orbit/ends.py Witness._slower: self.log_q[i] - self.log_q[n] >= np.log(DECADE) -> self.log_q[i] - self.log_q[n] > np.log(DECADE)": BOUNDARY,
    "orbit/ends.py Witness.verdict: last[-1].left <= NEAR * abs(times[-1]) -> last[-1].left < NEAR * abs(times[-1])": BOUNDARY,
    "orbit/ends.py Witness.verdict: np.ptp(exponents) <= EXPONENT_SPREAD * max(1.0, beta) -> np.ptp(exponents) < EXPONENT_SPREAD * max(1.0, beta)": BOUNDARY,
    "orbit/kinks.py _beyond: 1e-20 / max(np.linalg.norm(p), 1e-300) -> 1e-20 * max(np.linalg.norm(p), 1e-300)": "A step as small, unless the speed is extreme.",
    "orbit/kinks.py _beyond: 1e-300 -> 1e-297": "For a velocity of no size at all.",
    "orbit/kinks.py _beyond: direction * BESIDE * np.sqrt(1 + theta @ theta) -> direction * BESIDE / np.sqrt(1 + theta @ theta)": BESIDE,
    "orbit/kinks.py _beyond: np.sqrt(1 + theta @ theta) -> 1 + theta @ theta": BESIDE,
    "orbit/kinks.py crossed: z1[sample, unit] > kink -> z1[sample, unit] >= kink": BOUNDARY,
    "orbit/kinks.py crossings: height(low) > 0 -> height(low) >= 0": BOUNDARY,
    "orbit/ends.py _ratio: sigma * y -> sigma / y": "Either line is below what the estimates have to agree to.",
    "orbit/ends.py Witness.verdict: 1 - 1 / beta < -LOG_BAND -> 1 - 1 / beta <= -LOG_BAND": BOUNDARY,
    "orbit/kinks.py deficient_ahead: BESIDE * np.sqrt(1 + theta @ theta) / np.linalg.norm(velocity)"
    " -> BESIDE * np.sqrt(1 + theta @ theta) * np.linalg.norm(velocity)": BESIDE,
    "orbit/ends.py _solve_sigma: y2 > 80 -> y2 >= 80": BOUNDARY,
    "orbit/kinks.py deficient_ahead: BESIDE * np.sqrt(1 + theta @ theta) -> BESIDE / np.sqrt(1 + theta @ theta)": BESIDE,
    "orbit/kinks.py _beyond: direction * BESIDE * np.sqrt(1 + theta @ theta) / np.linalg.norm(upwards)"
    " -> direction * BESIDE * np.sqrt(1 + theta @ theta) * np.linalg.norm(upwards)": BESIDE,
    "orbit/kinks.py deficient_ahead: np.sqrt(1 + theta @ theta) -> 1 + theta @ theta": BESIDE,
    "orbit/kinks.py _beyond: 1 -> 0": "A distance of 1e-9 for theta of any size but zero.",
    "orbit/kinks.py _beyond: 1e-20 -> 9.999999999999999e-18": "Its square is nothing beside 1 either.",
    "orbit/kinks.py crossings: height(high) > 0 -> height(high) >= 0": BOUNDARY,
    "orbit/stepper.py Stepper._abrupt: moved @ before < SHARP_TURN * slow * np.linalg.norm(moved)"
    " -> moved @ before <= SHARP_TURN * slow * np.linalg.norm(moved)": BOUNDARY,
    "orbit/stops.py first_met: 1e-14 -> 1e-11": "The last step of the root finder goes to rounding.",
    "orbit/stops.py first_met: excess(low) <= 0 -> excess(low) < 0": "Where it is zero at the start, the start is what is looked for.",
    "orbit/stops.py first_met: 1e-14 * max(1.0, high) -> 1e-14 / max(1.0, high)": ROUNDING,
    "orbit/stops.py first_met: excess(high) > 0 -> excess(high) >= 0": "Where it is zero at the end, the end is what is looked for.",
    "orbit/stops.py stopping_time: initial_cost > eps -> initial_cost >= eps": MEET,
    "orbit/stepper.py Stepper.step: length < AT_KINK -> length <= AT_KINK": BOUNDARY,
    "orbit/stepper.py Stepper._jacobian: np.zeros((len(state), len(state))) -> np.ones((len(state), len(state)))":
        "The field there is NaN, and the step refused whatever the matrix.",
    "orbit/stepper.py Stepper._jacobian: -1 -> 1": "The velocities of the flows that are implicit do not depend on the time.",
    "orbit/stops.py first_met: max(1.0, high) -> min(1.0, high)": ROUNDING,
    "ranks/exact.py exact_rank: rank + 1 -> rank - 1": "Rows above the pivot are not looked at again, and the pivot's own becomes zero.",
    "ledger/section_1_3.py components_of_one_sample: problem.N -> 2 * problem.N": "The right formula takes no notice of N; the printed one does, and the counterexample has it.",
    "ledger/section_2_3.py complement_for_any_metric: A @ A.T / problem.K -> A @ A.T * problem.K": INSTANCES,
    "ledger/section_3.py costs_under_the_bound: problem.N -> 2 * problem.N": INSTANCES,
    "ledger/section_4_2.py dead_units: theta + kappa * V -> theta - kappa * V": "The values of kappa come with both signs, and the costs are even in it.",
    "lifetime/criterion.py existence_criterion: max(D.shape) * EPS * singular_values[0] -> max(D.shape) * EPS / singular_values[0]": ROUNDING,
    "lifetime/transition.py fit_transition: unknowns[0] <= 0 -> unknowns[0] < 0": BOUNDARY,
    "optimizers/iterates.py Recorder.add: KEPT * (work - self.rows[-1][1]) >= self.budget -> KEPT * (work - self.rows[-1][1]) > self.budget": BOUNDARY,
    "orbit/ends.py Witness._slower: self.log_q[i] < self.log_q[n] -> self.log_q[i] <= self.log_q[n]": BOUNDARY,
    "orbit/kinks.py deficient_ahead: 1 -> 0": "A distance of 1e-9 for theta of any size but zero.",
    "optimizers/gauss_newton.py levenberg_marquardt: True -> False": "Both triangles of the kernel are there. (Of the same name, a damping of zero let through: a test fails.)",
    "borderline/systems.py freudenstein_roth.exact: 1e-14 -> 1e-11": ROUNDING,
    "classroom/worker/isolation.py module: -100 -> 100": "The paths are absolute, and then the system takes no notice of the folder they might start from.",
    "ranks/instances.py _inputs: -2 -> 2": INSTANCES,
    "flows/cholesky.py reciprocal_condition: np.isfinite(size) and size > 0 -> np.isfinite(size) or size > 0": "One over what is infinite is 0 too.",
    "flows/pseudo_inverse.py module: 2e-15 -> 2e-12": SPEED,
    "ledger/section_1_4_1.py cost_where_orbits_of_full_rank_end: b * d -> b / d": INSTANCES,
    "ledger/section_2_1_1_two_layers.py two_layer_rank: X @ W1.T + b1 -> X @ W1.T - b1": "A shift of all rows changes nothing beside a column of ones.",
    "flows/cholesky.py factor_lower: True -> False": "LAPACK's 'clean' sets the other triangle, which nothing reads. (Of the others of this name the tests fail.)",
    "flows/cholesky.py reciprocal_condition: np.abs(seen) -> seen": "Where two inputs nearly agree, the column of either sees it.",
    "flows/cholesky.py reciprocal_condition: np.linspace(1, 2, n) * (-1.0) ** np.arange(n) -> np.linspace(1, 2, n) / (-1.0) ** np.arange(n)": "The signs are 1 or -1.",
    "flows/pseudo_inverse.py _judged: rcond > 100 * SHIFT -> rcond >= 100 * SHIFT": BOUNDARY,
    "orbit/ends.py Witness.verdict: self.rise < SPEED_RISE -> self.rise <= SPEED_RISE": BOUNDARY,
    "orbit/run.py Run._at_rest: AT_REST * np.sqrt(1 + node.theta @ node.theta) -> AT_REST / np.sqrt(1 + node.theta @ node.theta)": ROUNDING,
    "orbit/result.py smallest_singular_value: problem.N -> 2 * problem.N": SPEED,
    "orbit/result.py smallest_singular_value: problem.N * problem.Q * problem.K > SVD_SIZE -> problem.N * problem.Q * problem.K >= SVD_SIZE": SPEED,
    "orbit/result.py tau_at: 1e-14 -> 1e-11": "The last step of the root finder goes to rounding.",
    "orbit/result.py tau_at: 1e-14 * max(1.0, abs(high)) -> 1e-14 / max(1.0, abs(high))": ROUNDING,
    "orbit/run.py Run._at_rest: np.linalg.norm(node.velocity) * self.clock.unit <= AT_REST * np.sqrt(1 + node.theta @ node.theta)"
    " -> np.linalg.norm(node.velocity) * self.clock.unit < AT_REST * np.sqrt(1 + node.theta @ node.theta)": BOUNDARY,
    "orbit/run.py Run._take: not finished and (self.correct or self.clock is not clock or tau < self.stepper.tau)"
    " -> not finished or (self.correct or self.clock is not clock or tau < self.stepper.tau)": SPEED,
    "orbit/run.py Run._take: tau < self.stepper.tau -> tau <= self.stepper.tau": SPEED,
    "orbit/result.py smallest_singular_value: problem.N * problem.Q -> problem.K": SPEED,
    "orbit/result.py tau_at: late(high) <= 0 -> late(high) < 0": "Where it is zero at the end, the end is what is looked for.",
    "orbit/result.py tau_at: late(low) < 0 -> late(low) <= 0": "Where it is zero at the start, the start is what is looked for.",
    "orbit/result.py tau_at: max(1.0, abs(high)) -> min(1.0, abs(high))": ROUNDING,
    "orbit/run.py Run._at_end: time >= end * (1 - TIME_SPREAD) -> time > end * (1 - TIME_SPREAD)": BOUNDARY,
    "orbit/run.py Run._at_rest: 1 -> 0": ROUNDING,
    "orbit/run.py Run._at_rest: np.sqrt(1 + node.theta @ node.theta) -> 1 + node.theta @ node.theta": ROUNDING,
    "orbit/run.py Run._take: stop.excess(self.problem, theta) <= 0 -> stop.excess(self.problem, theta) < 0": BOUNDARY,
    "orbit/run.py Run._take: time >= end -> time > end": BOUNDARY,
    "orbit/run.py Run._verdict: found.time <= end -> found.time < end": BOUNDARY,
    "orbit/run.py Run.advance: -1 -> 1": "Some more steps towards a limit that is as good as reached.",
    "orbit/run.py Run._take: self.clock is not clock -> self.clock is clock": SPEED,
}


def unseen(name: str) -> str:
    """The reason why no test can see the mutant of this name, or an empty text."""
    change = name.partition(": ")[2]
    if re.search(r"\brng\b", change):
        return INSTANCES
    old, _, new = change.partition(" -> ")
    strict = re.sub(r" ([<>])=? ", r" \1 ", old) == re.sub(r" ([<>])=? ", r" \1 ", new)
    if strict and (re.search(r"\de-\d\d|\b0\.0\d", old) or _in_a_check(name)):
        return BOUNDARY
    if re.fullmatch(SETTING, change) and _in_a_check(name):
        return SETTINGS
    if old.startswith("P @ ") and new == old.replace("P @", "P.T @", 1):
        return "P is an orthogonal projector, its own transpose."
    if re.fullmatch(r"([a-z]\w*) @ .*", old) and new == old.replace(" @", ".T @", 1):
        return "By the package's custom a small letter is a vector, and its transpose is itself."
    return EQUIVALENT.get(name, "")


def _in_a_check(name: str) -> bool:
    """Whether the change stands in a check or counterexample of the ledger itself, not in its formula or in what helps it."""
    module, _, place = name.partition(": ")[0].partition(" ")
    if not module.startswith("ledger/section"):
        return False
    tree = ast.parse((LEDGER / Path(module).name).read_text(encoding="utf-8"))
    return any(isinstance(node, ast.FunctionDef) and node.name == place and
               any(isinstance(call, ast.Call) and getattr(call.func, "id", "") in ("check", "counterexample") for call in node.decorator_list)
               for node in tree.body)
