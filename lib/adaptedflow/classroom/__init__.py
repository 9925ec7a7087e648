"""Assignments that grade themselves: from one source to a release, and from submissions to scores.

The sources are the notebooks in ``notebooks/assignments/source``: tasks, model solutions between solution markers, and
tests whose hidden part draws its instances from the class seed. Metadata and markers are nbgrader's, nbgrader is not
needed.

- :mod:`.markers`, :mod:`.cells`: what stands between markers, and which cell is what.
- :mod:`.assignment`: a source, and the two notebooks made from it, the teacher's and the students'.
- :mod:`.release`, :mod:`.class_seed`: the zip for students, the course folder for nbgrader, and the seed of both.
- :mod:`.hand_ins`, :mod:`.submissions`: the files that were handed in, and what counts of each student.
- :mod:`.restore`: the cells to run, with every test as it was set.
- :mod:`.sandbox`: the closed-in Jupyter kernel in which a submission runs, its limits, and how tests are sent.
- :mod:`.grade`, :mod:`.gradebook`, :mod:`.report`, :mod:`.words`: scores and sentences; the table, feedback pages, and a student's words in them.

A submission is untrusted code; ``notebooks/assignments/TEACHING.md`` says what the limits protect against and what not.
"""

from . import class_seed
from .assignment import Assignment, sources
from .grade import Grade, Mark, grade
from .gradebook import Gradebook, fingerprint, write_left_out
from .release import write_release
from .sandbox import Limits, trouble
from .submissions import Submission, assignments_named_in, find_submissions

__all__ = ["Assignment", "Grade", "Gradebook", "Limits", "Mark", "Submission", "assignments_named_in", "class_seed", "find_submissions", "fingerprint", "grade", "sources",
           "trouble", "write_left_out", "write_release"]
