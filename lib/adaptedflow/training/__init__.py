"""Should one train with the adapted flow? Tasks, the protocol that is the same for all methods, and the runs stored in ``data/training``."""

from .digits import nearest_image
from .prices import measured_prices
from .run import NAMES, marks_of, train
from .store import runs
from .stored import SPLITS, TASKS, task
from .summary import curve, interval, stored_runs, values, works
from .task import Task

__all__ = ["NAMES", "SPLITS", "TASKS", "Task", "curve", "interval", "marks_of", "measured_prices", "nearest_image", "runs", "stored_runs", "task", "train",
           "values", "works"]
