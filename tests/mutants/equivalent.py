"""Mutants that no test can kill, with the reason: they change nothing that the function promises.

A name is the module, the function, and the change, as ``make mutants`` prints it.
"""

EQUIVALENT: dict[str, str] = {
}
