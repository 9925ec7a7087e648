"""Check certificates, data/certificates/*.toml, in exact and ball arithmetic. Nothing of adaptedflow is used here.

    python tests/certificates/check.py [FILE ...]

A certificate has ``points``: a network (widths, activation), parameters theta, inputs, targets, and what is claimed there.
Every claim is computed again from the network alone. Kinds:

exact_rank     rational numbers: outputs, the sum of all squared minors of D of each size and so its rank, the fields of both flows
identity       formulas in named symbols, some of which are square roots of others: what holds for all of their values
nonzero_minor  a determinant of rows and columns of D, or of the hidden features, in balls that do not contain zero
krawczyk       a box around rational numbers that holds exactly one zero of the gradient, with an invertible Hessian
orbit          polynomials near the orbit of the adapted flow from the point to zero cost (orbit.py)
"""

import sys
import tomllib
from fractions import Fraction
from pathlib import Path

import sympy
from flint import arb, arb_mat, ctx
from orbit import orbit
from point import Point, Refused, ball, minors, require, times, transpose
from sympy.polys.matrices import DomainMatrix

ctx.dps = 60
FOLDER = Path(__file__).resolve().parents[2] / "data" / "certificates"


def exact_rank(certificate):
    """The rank is r if the squared minors of size r have a positive sum, and those of each larger size the sum zero."""
    for data in certificate["point"]:
        point = Point(data, Fraction)
        D, rank, sums = point.jacobian(), data["rank"], point.read("squared_minors")
        require(point.outputs(point.theta) == point.read("outputs"), "the outputs are others")
        require(minors(D) == sums, f"the sums of squared minors are {', '.join(map(str, minors(D)))}")
        require(rank == sum(entry != 0 for entry in sums), "the rank is another")
        if "standard" in data:                                         # both fields, up to the factor -1: D^T g, and D^+ g by its two properties
            residual = [(x - y) / point.N for x, y in zip(point.outputs(point.theta), point.targets)]
            standard, adapted, multiplier = point.read("standard"), point.read("adapted"), point.read("multiplier")
            require(point.gradient() == standard == times(transpose(D), residual), "the standard field is another")
            require(times(D, adapted) == residual and times(transpose(D), multiplier) == adapted, "the adapted field is another")
            require(adapted != standard, "the two fields are the same")


def identity(certificate):
    """For all values of the symbols; those of ``squares`` are square roots, any of the two, of what stands there."""
    names = {name: sympy.Symbol(name) for name in certificate["symbols"].split()}
    for name, text in certificate.get("defined", {}).items():
        names[name] = sympy.sympify(text, locals=names)
    squares = {names[name]: sympy.sympify(text, locals=names) for name, text in certificate.get("squares", {}).items()}

    def number(text):
        return sympy.sympify(text, locals=names)

    def zero(polynomial):
        parts = {}
        for powers, coefficient in (sympy.Poly(polynomial, *squares) if squares else sympy.Poly(polynomial, sympy.Dummy())).terms():
            for power, square in zip(powers, squares.values()):
                coefficient *= square ** (power // 2)
            odd = tuple(power % 2 for power in powers)
            parts[odd] = parts.get(odd, 0) + coefficient
        return all(map(vanishes, parts.values()))

    def vanishes(total):
        symbols = sorted(total.free_symbols, key=str)
        in_a_field = symbols and total.is_rational_function(*symbols)  # Q(symbols), much faster than simplify
        return not sympy.QQ.frac_field(*symbols).from_sympy(total) if in_a_field else sympy.simplify(total) == 0

    def same(what, found, claimed):
        require(len(found) == len(claimed), f"{what}: {len(found)} entries, not {len(claimed)}")
        for difference in (a - b for a, b in zip(found, claimed)):
            numerator, denominator = sympy.fraction(sympy.together(difference))
            require(zero(numerator) and not zero(denominator), f"{what}: not what is claimed")

    for data in certificate["point"]:
        point = Point(data, number)
        D = point.jacobian()
        same("outputs", point.outputs(point.theta), point.read("outputs"))
        if "cost" in data:
            same("cost", [point.cost(point.theta)], [number(data["cost"])])
            same("gradient", point.gradient(), point.read("gradient"))
        for name, matrix in (("kernel", D), ("left_kernel", transpose(D))):
            for vector in ([number(text) for text in texts] for texts in data.get(name, ())):
                require(any(vector) and len(vector) == len(matrix[0]), f"{name}: a vector that is zero or of another length")
                same(name, times(matrix, vector), [0] * len(matrix))
        if "gram_determinant" in data:
            same("gram_determinant", [minors(D)[-1]], [number(data["gram_determinant"])])
        if "unit_determinants" in data:                                # M1 = Q, W2 invertible: D is, if each [sigma'(u_i) x, sigma'(u_i), h, 1] is
            layers = [point.layers(point.theta, row) for row in point.inputs]
            blocks = [[[(1 - h[i] ** 2) * x for x in (*row, 1)] + [*h, 1] for row, h, _ in layers] for i in range(point.Q)]
            same("unit_determinants", [determinant(block) for block in blocks], point.read("unit_determinants"))
            W2 = [point.theta[i:i + point.Q] for i in range((point.widths[0] + 1) * point.Q, point.K - point.Q, point.Q)]
            same("output_determinant", [determinant(W2)], [number(data["output_determinant"])])
        if "range_of" in data:                                         # D = D0 T with an invertible T
            T, D0 = [[number(text) for text in row.split()] for row in data["transition"]], Point(certificate["point"][data["range_of"]], number).jacobian()
            for found, row in zip(D, D0):
                same("transition", found, times(transpose(T), row))
            same("transition_determinant", [determinant(T)], [number(data["transition_determinant"])])
        H = sympy.Matrix(point.hessian()).applyfunc(sympy.simplify) if "step" in data else None
        if "spectrum" in data:
            x, claimed = sympy.Symbol("x"), [(number(value), count) for value, count in data["spectrum"]]
            require(sympy.expand(H.charpoly(x).as_expr() - sympy.prod((x - v) ** count for v, count in claimed)) == 0, "the Hessian has another spectrum")
        for step in data.get("step", ()):                              # V.Hess V; V = Hess c is the gradient of g = c.grad C, (4.16)
            V, c = (sympy.Matrix([number(text) for text in step.get(name, "").split()]) for name in ("V", "c"))
            same("change", [*(H * c if c else V), (V.T * H * V)[0]], [*V, number(step["change"])])


def determinant(A):
    domain = DomainMatrix.from_Matrix(sympy.Matrix(A)).to_field()
    return domain.domain.to_sympy(domain.det())


def encloses(claimed, found, what):
    """``claimed`` = [middle, radius] as texts holds the ball ``found`` and not zero."""
    require(abs(Fraction(claimed[0])) > Fraction(claimed[1]), f"{what}: the enclosure contains zero")
    require(abs(found - ball(claimed[0])) < ball(claimed[1]), f"{what}: {found} is not within {claimed[1]} of {claimed[0]}")


def nonzero_minor(certificate):
    for data in certificate["point"]:
        point = Point(data, ball)
        matrix = point.jacobian() if data["matrix"] == "jacobian" else [point.layers(point.theta, row)[-2] for row in point.inputs]
        require(len(set(data["rows"])) == len(set(data["columns"])) == data["size"] == len(data["rows"]), "the minor has another size")
        encloses(data["minor"], arb_mat([[matrix[i][j] for j in data["columns"]] for i in data["rows"]]).det(), "minor")


def krawczyk(certificate):
    """K(X) = m - A F(m) + (1 - A F'(X)) (X - m) in the interior of X: F, the gradient, has exactly one zero in X, and F' is invertible there."""
    for data in certificate["point"]:
        point = Point(data, ball)
        middle, radius = point.theta, ball(data["radius"])
        A = arb_mat(point.hessian()).inv()
        A = arb_mat([[A[i, j].mid() for j in range(point.K)] for i in range(point.K)])
        step = A * arb_mat([[g] for g in point.gradient()])
        point.theta = [m + arb(0, 1) * radius for m in middle]
        H = arb_mat(point.hessian())
        one = arb_mat([[arb(int(i == j)) for j in range(point.K)] for i in range(point.K)])
        image = (one - A * H) * arb_mat([[arb(0, 1) * radius]] * point.K) - step
        require(all(abs(image[i, 0]) < radius for i in range(point.K)), "the Krawczyk operator leaves the box")
        encloses(data["cost"], point.cost(point.theta), "cost")
        encloses(data["hessian_determinant"], H.det(), "hessian_determinant")
        require(len({row.strip() for row in data["targets"].split(";")}) == data["labels"], "the targets have another number of values")


def check(path):
    """Raise :class:`Refused` unless every claim of the file holds."""
    try:
        certificate = tomllib.loads(Path(path).read_text(encoding="utf-8"))
        {kind.__name__: kind for kind in (exact_rank, identity, nonzero_minor, krawczyk, orbit)}[certificate["kind"]](certificate)
    except Exception as error:                                         # data that cannot be read prove nothing
        raise error if isinstance(error, Refused) else Refused(f"{type(error).__name__}: {error}")


def main(paths):
    refused, paths = 0, paths or sorted(FOLDER.glob("*.toml"))
    for path in paths:
        try:
            check(path)
            print(f"holds    {Path(path).stem}")
        except Refused as reason:
            refused += 1
            print(f"REFUSED  {Path(path).stem}: {reason}")
    print(f"{len(paths) - refused} certificates hold, {refused} refused")
    return int(refused > 0 or not paths)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
