"""Assignments that grade themselves: from one source to a release, and from submissions to scores.

The sources are the notebooks in ``notebooks/assignments/source``: tasks, model solutions between solution markers, and
tests whose hidden part draws its instances from the class seed. Metadata and markers are nbgrader's, nbgrader is not
needed.

- :mod:`.markers`, :mod:`.cells`: what stands between markers, and which cell is what.
- :mod:`.assignment`: a source, and the two notebooks made from it, the teacher's and the students'.
- :mod:`.release`, :mod:`.class_seed`, :mod:`.class_numbers`: the zip for students, the course folder for nbgrader, the seed of both, and the numbers in
  the questions that a person marks.
- :mod:`.hand_ins`, :mod:`.submissions`, :mod:`.roster`: the files that were handed in, what counts of each student, and who is who.
- :mod:`.restore`: the cells to run, with every test as it was set.
- :mod:`.sandbox`: the closed-in Jupyter kernel in which a submission runs, its limits, and how tests are sent.
- :mod:`.by_hand`, :mod:`.likeness`, :mod:`.lms`: what a person marks and looks at, and the table for a learning platform.
- :mod:`.grade`, :mod:`.gradebook`, :mod:`.report`, :mod:`.words`: scores and sentences; the table, feedback pages, and a student's words in them.

A submission is untrusted code; ``notebooks/assignments/TEACHING.md`` says what the limits protect against and what not.
"""

from . import class_seed, likeness
from .assignment import Assignment, sources
from .by_hand import ByHand
from .grade import Grade, Mark, grade
from .gradebook import Gradebook, fingerprint, write_left_out
from .lms import write_lms
from .release import write_release
from .roster import read_roster
from .sandbox import Limits, trouble
from .submissions import Submission, assignments_named_in, find_submissions, read_notebook, with_roster

__all__ = ["Assignment", "ByHand", "Grade", "Gradebook", "Limits", "Mark", "Submission", "assignments_named_in", "class_seed",
           "find_submissions", "fingerprint", "grade", "likeness", "read_notebook", "read_roster", "sources", "trouble",
           "with_roster", "write_left_out", "write_lms", "write_release"]
