"""Make digits.npy again from the copy that scikit-learn ships.

Run it where scikit-learn is installed (``pip install -e '.[data]'`` in the repository); nothing else here needs it.
"""

import hashlib
import io

import numpy as np
from sklearn.datasets import load_digits

from adaptedflow import paths
from adaptedflow.datasets.digits import CHECKSUM
from adaptedflow.files import write_whole

bunch = load_digits()
rows = np.column_stack([bunch.data, bunch.target])  # (1797, 65): 64 pixels, then the label
if not np.array_equal(rows, rows.astype(np.uint8)):
    raise SystemExit("expected whole numbers from 0 to 255 in scikit-learn's digits, got others; nothing was written")
buffer = io.BytesIO()
np.save(buffer, np.ascontiguousarray(rows, dtype=np.uint8), allow_pickle=False)
content = buffer.getvalue()
found = hashlib.sha256(content).hexdigest()
if found != CHECKSUM:
    raise SystemExit(f"expected SHA-256 {CHECKSUM}, got {found}; nothing was written")
write_whole(paths.DATA / "digits" / "digits.npy", content)
print(f"digits.npy: {rows.shape[0]} images, SHA-256 {found}")
