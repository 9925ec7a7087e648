"""The packages that a submission may import: numpy, what draws and what runs a kernel. Others are not in the sandbox."""

import importlib.metadata
import os
import re
from pathlib import Path

ALLOWED = ("ipykernel", "numpy", "matplotlib")


def allowed() -> dict[str, Path]:
    """Return where each file or folder lies that an import may find, by its name, with all that these packages require."""
    found, seen, waiting = {}, set(), list(ALLOWED)
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name in seen:
            continue
        seen.add(name)
        try:
            package = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:  # for another system, or another Python
            continue
        waiting += [re.match(r"[\w.-]+", line).group() for line in package.requires or () if "extra ==" not in line]
        for top in {file.parts[0] for file in package.files or ()} - {"..", "/", "__pycache__"}:
            if not top.endswith(".pth"):
                found[top] = Path(os.path.abspath(package.locate_file(top)))
    return {top: path for top, path in sorted(found.items()) if path.exists()}
