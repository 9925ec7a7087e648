"""Assignments that grade themselves: from one source to a release, and from submissions to scores.

The sources are the notebooks in ``notebooks/assignments/source``: tasks, model solutions between solution markers, and
tests whose hidden part draws its instances from the class seed. Metadata and markers are nbgrader's, nbgrader is not
needed.

- :mod:`.markers`, :mod:`.cells`: what stands between markers, and which cell is what.
- :mod:`.assignment`: a source, and the two notebooks made from it, the teacher's and the students'.
- :mod:`.release`, :mod:`.class_seed`: the zip for students, the course folder for nbgrader, and the seed of both.
- :mod:`.submissions`, :mod:`.restore`: who handed in what, and the cells to run, with every test as it was set.
- :mod:`.sandbox`, ``worker/``: the process in which a submission runs, and its limits.
- :mod:`.grade`, :mod:`.report`: scores and sentences; CSV and feedback pages.

A submission is untrusted code; ``notebooks/assignments/TEACHING.md`` says what the limits protect against and what not.
"""

from . import class_seed
from .assignment import Assignment, sources
from .grade import Grade, Mark, grade
from .release import write_release
from .report import write_reports
from .sandbox import Limits
from .submissions import find_submissions

__all__ = ["Assignment", "Grade", "Limits", "Mark", "class_seed", "find_submissions", "grade", "sources", "write_release", "write_reports"]
