"""Planted answers to the assignments, a file for each, called as the assignment is.

Such a file has two tables. ``WRONG`` has, for a few words that say what the mistake is, the task that it breaks and the
text of that task's answer cell: ``{"sign forgotten": ("task-2", "def f(x): ...")}``, and third the points that it costs where these are not all. ``RIGHT`` has answers that are right
and written in another way than the model solution, by the name of the cell: ``{"task-2-answer": "def f(x): ..."}``.
"""
