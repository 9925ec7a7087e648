import errno
import os
from pathlib import Path

import pytest

from adaptedflow.files import write_together, write_whole


def test_text_and_bytes_arrive_unchanged_in_a_new_folder(tmp_path):
    text, data = tmp_path / "new" / "deep" / "text.csv", tmp_path / "new" / "picture.png"
    write_whole(text, "θ\r\nx\n")
    write_whole(str(data), b"\x00\xff")
    assert text.read_bytes() == "θ\r\nx\n".encode()
    assert data.read_bytes() == b"\x00\xff"
    assert text.stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("failure", [OSError("disk full"), KeyboardInterrupt()])
def test_a_failure_leaves_the_old_file_and_no_other(tmp_path, monkeypatch, failure):
    path = tmp_path / "table.csv"
    write_whole(path, "old")

    def fail(*_):
        raise failure

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(type(failure)):
        write_whole(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_is_told_also_where_the_temporary_file_is_gone(tmp_path, monkeypatch):
    def fail(temporary, path):
        os.unlink(temporary)
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write_whole(tmp_path / "table.csv", "new")


def test_the_new_content_is_complete_before_it_takes_the_place(tmp_path, monkeypatch):
    path, seen = tmp_path / "table.csv", []
    write_whole(path, "old")
    replace = os.replace

    def look(source, target):
        seen.append((Path(source).parent, Path(source).read_text(), Path(target).read_text()))
        replace(source, target)

    monkeypatch.setattr(os, "replace", look)
    write_whole(path, "new")
    assert seen == [(tmp_path, "new", "old")]
    assert path.read_text() == "new"


def test_only_text_and_bytes(tmp_path):
    with pytest.raises(TypeError, match="expected bytes or str to write, got list; encode it first"):
        write_whole(tmp_path / "x", [1, 2])
    assert not list(tmp_path.iterdir())


def test_files_that_belong_together_are_all_written_or_none(tmp_path):
    write_whole(tmp_path / "a", "old")
    (tmp_path / "c").mkdir()                                          # a folder in the way of the third file
    with pytest.raises(OSError):
        write_together({tmp_path / "a": "new", tmp_path / "b": "new", tmp_path / "c": "new"})
    assert (tmp_path / "a").read_text() == "old" and sorted(path.name for path in tmp_path.iterdir()) == ["a", "c"]


def test_the_umask_says_who_may_read(tmp_path):
    before = os.umask(0o027)
    try:
        write_whole(tmp_path / "x", "new")
    finally:
        os.umask(before)
    assert (tmp_path / "x").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("number, cure", [(errno.ENOSPC, "free some space"), (errno.EROFS, "choose another folder")])
def test_a_disk_that_is_full_or_read_only_is_told_with_the_file_and_a_cure(tmp_path, monkeypatch, number, cure):
    def fail(*_):
        raise OSError(number, os.strerror(number), "somewhere")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match=f"{os.strerror(number)}; {cure}") as caught:
        write_whole(tmp_path / "table.csv", "new")
    assert caught.value.filename == str(tmp_path / "table.csv") and caught.value.errno == number
