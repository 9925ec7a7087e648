"""Data to try the theorems on: handwritten digits, certified regressions, and targets a teacher network makes."""

from .digits import Digits, load_digits
from .labels import one_hot
from .nist import NistProblem, load_nist
from .teacher import TeacherStudent, teacher_student

__all__ = ["Digits", "NistProblem", "TeacherStudent", "load_digits", "load_nist", "one_hot", "teacher_student"]
