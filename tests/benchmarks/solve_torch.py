"""torch: its L-BFGS with a strong Wolfe line search, float64, one thread."""

import torch

torch.set_num_threads(1)
EVALUATIONS = 5_000


def solvers(case, goal):
    """``{name: call}``; ``call()`` returns theta (K,)."""
    p = case.problem
    X, Y = torch.tensor(p.X), torch.tensor(p.Y)

    def solve():
        modules = []
        for W, b in p.model.unpack(case.theta):
            linear = torch.nn.Linear(W.shape[1], W.shape[0], dtype=torch.float64)
            linear.weight.data, linear.bias.data = torch.tensor(W), torch.tensor(b)
            modules += [linear, torch.nn.Tanh()]
        model = torch.nn.Sequential(*modules[:-1])
        optimizer = torch.optim.LBFGS(model.parameters(), max_iter=20, history_size=20, tolerance_grad=0, tolerance_change=0, line_search_fn="strong_wolfe")
        evaluations, last = 0, torch.inf

        def closure():
            nonlocal evaluations
            evaluations += 1
            optimizer.zero_grad()
            cost = ((model(X) - Y) ** 2).sum() / (2 * p.N)
            cost.backward()
            return cost

        while evaluations < EVALUATIONS:
            optimizer.step(closure)
            cost = float(((model(X) - Y).detach() ** 2).sum()) / (2 * p.N)
            if cost <= goal or not cost < last:
                break
            last = cost
        return torch.cat([part.detach().ravel() for part in model.parameters()]).numpy()

    return {"torch L-BFGS": solve}
