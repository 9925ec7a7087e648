"""What a notebook printed here against what is stored: where they say the same, the stored output stays."""

import base64
import copy
import re

from ..figures.agreement import same_picture

WALL_TIME = re.compile(r"wall time +[0-9.]+ s")  # the one thing that may differ from run to run; as in tests/sanitize.cfg

PICTURE = re.compile(r"data:image/png;base64,([A-Za-z0-9+/=]+)")  # inside HTML


def keep_stored(book, stored) -> None:
    """Give each code cell of ``book`` its outputs in ``stored`` where the source is the same and they differ in times and rounding only."""
    if [cell.source for cell in book.cells] != [cell.source for cell in stored.cells]:
        return
    for new, old in zip(book.cells, stored.cells):
        if new.cell_type == old.cell_type == "code" and _say_the_same(new.outputs, old.outputs):
            new.outputs = copy.deepcopy(old.outputs)


def _say_the_same(new, old) -> bool:
    (texts, pictures), (old_texts, old_pictures) = map(_parts, (new, old))
    return texts == old_texts and all(same_picture(*map(base64.b64decode, pair)) for pair in zip(pictures, old_pictures, strict=True))


def _parts(outputs):
    """The outputs as a text without times and pictures, and the pictures; of an error its name and message, as tracebacks name files."""
    plain = [{name: value for name, value in _plain(output).items() if name not in ("execution_count", "traceback")} for output in outputs]
    pictures = [output["data"].get("image/png", "") for output in plain if "data" in output]
    text = repr(plain)
    for picture in filter(None, pictures):
        text = text.replace(repr(picture), "picture")
    pictures += PICTURE.findall(text)
    return PICTURE.sub("picture", WALL_TIME.sub("wall time", text)), pictures


def _plain(value):
    """Nested NotebookNodes as dicts, by name."""
    if isinstance(value, dict):
        return {name: _plain(value[name]) for name in sorted(value)}
    return [_plain(item) for item in value] if isinstance(value, list) else value
