"""Encodings, compressed files, standard input, Excel files."""

import bz2
import gzip
import io
import lzma
import sys
import zipfile

import pytest

from adaptedflow.datasets.tables import load_table

from .test_reading import read

TEXT = "höhe;größe;y\n0,5;1,25;2\n1,5;-0,75;3\n"
RIGHT = [[0.5, 1.25], [1.5, -0.75]]


@pytest.mark.parametrize("encoding, said", [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"), ("utf-32", "utf-32"), ("cp1252", "cp1252")])
def test_encodings(encoding, said):
    table = read(TEXT.encode(encoding))
    assert table.X.tolist() == RIGHT and table.inputs == ("höhe", "größe") and table.understood[0] == f"own.csv: {said}"


def test_encodings_that_have_to_be_told():
    for encoding in ("utf-16-le", "utf-16-be"):
        with pytest.raises(ValueError, match=f"Add --encoding {encoding}"):
            read(TEXT.encode(encoding))
    with pytest.raises(ValueError, match="the bytes are no utf-8 .*Name another --encoding"):
        read(TEXT.encode("cp1252"), encoding="utf-8")


def zipped(*names):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, TEXT)
    return stream.getvalue()


@pytest.mark.parametrize("content, method", [
    (gzip.compress(TEXT.encode()), "gzip"), (bz2.compress(TEXT.encode()), "bz2"), (lzma.compress(TEXT.encode()), "xz"), (zipped("a.csv"), "zip")], ids=["gzip", "bz2", "xz", "zip"])
def test_compressed_files(content, method):
    for compression in ("infer", method):
        table = read(content, compression=compression)
        assert table.X.tolist() == RIGHT and table.understood[0] == f"own.csv: {method}, utf-8"
    with pytest.raises(ValueError, match="damaged, cut short or encrypted"):
        read(content[:len(content) * 2 // 3], compression=method)


def test_an_archive_of_two_files():
    with pytest.raises(ValueError, match="expected one file in the archive, got 2: a.csv, b.csv"):
        read(zipped("a.csv", "b.csv"))


def test_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(gzip.compress(TEXT.encode()))))
    table = load_table("-")
    assert table.X.tolist() == RIGHT and table.understood[0] == "standard input: gzip, utf-8"


def workbook(*rows, more=()):
    from openpyxl import Workbook

    book, stream = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    for name in more:
        book.create_sheet(name).append([1, 2])
    book.save(stream)
    return stream.getvalue()


def test_excel_files():
    table = read(workbook(["a", "b", "y"], ["s", "V", "A"], [0.5, 1e-3, 3], [7, -2, 4.25], more=["other"]))
    assert table.X.tolist() == [[0.5, 1e-3], [7, -2]] and table.Y.ravel().tolist() == [3, 4.25] and table.lines.tolist() == [3, 4]
    assert table.understood[0] == "own.csv: an Excel workbook" and "(not 'other': --sheet-name)" in table.understood[1]
    assert read(workbook(["x"], more=["other"]), sheet_name="other").X.tolist() == [[1]]


@pytest.mark.parametrize("rows, options, words", [
    ([["a", "b"], ["1,250", 2], [3, 4]], {}, "line 2, column a: .*--thousands ,"),
    ([["a", "b"], [True, 2], [3, 4]], {}, "line 2, column a: expected a number, got 'True'"),
    ([["a", "b"], [None, 2], [3, 4]], {}, "line 2, column a: a value is missing"),
    ([["a", "b"], [1, 2]], {"sheet_name": "x"}, "expected a sheet of 'Sheet', got 'x'"),
    ([[]], {}, "at least one row of numbers"),
])
def test_excel_files_that_do_not_fit(rows, options, words):
    with pytest.raises(ValueError, match=words):
        read(workbook(*rows), **options)


def test_without_the_packages(monkeypatch):
    content = workbook([1, 2])
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(ValueError, match="Excel files need the package openpyxl"):
        read(content)
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ModuleNotFoundError, match="tables are read by pandas"):
        read(TEXT)
