"""The types of public signatures, as mypy sees them from a user's program."""

import pytest

from adaptedflow import paths

mypy = pytest.importorskip("mypy.api", reason="needs mypy; make test-all ONLY=torch has it", exc_type=ImportError)


def test_a_users_program_has_the_types_that_it_says(tmp_path):
    settings = tmp_path / "mypy.ini"
    settings.write_text("[mypy]\n[mypy-torch.*,jax.*,matplotlib.*]\nfollow_imports = skip\n")      # they are large, and their types are not ours
    said, errors, status = mypy.run(["--config-file", str(settings), "--cache-dir", str(tmp_path), "--strict", "--warn-unused-ignores",
                                     str(paths.ROOT / "tests/environment/users_program.py")])
    assert (status, errors) == (0, ""), said + errors
