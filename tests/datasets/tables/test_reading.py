"""Tables in the shapes in which people keep them: the right numbers, and a word on how they were read."""

import io

import numpy as np
import pytest

from adaptedflow.datasets.tables import Options, Table, load_table

A, Y = [[0.5, 1.25], [1.5, -0.75], [2.25, 0.4]], [2.0, 0.3, -1.1]


def read(text, num_targets=1, **options):
    stream = io.BytesIO(text if isinstance(text, bytes) else text.encode())
    stream.name = "some/own.csv"
    return load_table(stream, num_targets, Options(**options))


def body(sep=",", decimal=".", end="\n", before="", after=""):
    rows = [[str(entry).replace(".", decimal) for entry in (*inputs, target)] for inputs, target in zip(A, Y)]
    return "".join(f"{before.format(row)}{sep.join(entries)}{after}{end}" for row, entries in enumerate(rows, start=1))


SHAPES = {                                                             # text, and words of what is said
    "comma": ("a,b,y\n" + body(), "separated by comma, decimal sign '.'"),
    "semicolon, point": ("a;b;y\n" + body(";"), "separated by semicolon, decimal sign '.'"),
    "semicolon, comma": ("a;b;y\n" + body(";", ","), "separated by semicolon, decimal sign ','"),
    "tab, comma, no names": (body("\t", ","), "separated by tab, decimal sign ','"),
    "blanks, comma": (body("   ", ",", before="  "), "separated by blanks, decimal sign ','"),
    "bar": ("a|b|y\n" + body("|"), "separated by bar"),
    "comma and blank": (body(", "), "no line of names: columns are called V1, V2"),
    "carriage return": ("a,b,y\r" + body(end="\r"), "line 1 has the names"),
    "both line ends": ("a,b,y\r\n" + body(end="\r\n"), "line 1 has the names"),
    "comma at all ends": ("a,b,y,\n" + body(after=","), "empty column 4 left out"),
    "comma at the rows' ends": ("a,b,y\n" + body(after=","), "empty column 4 left out"),
    "remark above": ("# measured on Monday\na,b,y\n" + body(), "1 line that begins with # or % left out; line 2 has the names"),
    "title and date above": ("Voltmeter 3\nDate: 1.2.2020\n\na,b,y\n" + body(), "line 1 left out, as it has fewer entries: Voltmeter 3"),
    "units below the names": ("a,b,y\ns,V,A\n" + body(), "line 2 left out, as it has no number: s, V, A"),
    "names and units in two lines": ("a,b,y\ns,V,A\ntime,voltage,current\n" + body(), "line 3 left out"),
    "years as names": ("2019,2020,2021\n" + body(), "line 1 has the names (--no-header if it is a sample); samples: 3, inputs 2019, 2020, targets 2021"),
    "pandas' names": ("0,1,2\n" + body(), "line 1 has the names (--no-header if it is a sample)"),
    "R's row names": ('"","a","b","y"\n' + body(before='"{}",'), "column 1 (1, ...) names the rows, no data"),
    "pandas' row names": (",0,1,2\n" + body(before="r{},"), "column 1 (r1, ...) names the rows, no data; samples: 3, inputs 0, 1, targets 2"),
    "one name short": ("a,b,y\n" + body(before="r{},"), "column 1 (r1, ...) names the rows, no data"),
    "one name short, as R writes numbers": ('"a" "b" "y"\n' + body(" ", before='"{}" '), "column 1 (1, ...) names the rows, no data"),
    "a column without a name": ("a,b,\n" + body(), "inputs a, b, targets V3"),
    "a spreadsheet's first line": ("sep=;\na;b;y\n" + body(";"), "line 1 names the separator, ';'"),
    "line end in a name": ('a,"b\n(volt)",y\n' + body(), "inputs a, b (volt), targets y"),
    "names twice": ("a,a,y\n" + body(), "inputs a, a.1, targets y"),
    "blank lines": ("\na,b,y\n\n" + body(end="\n\n"), "line 2 has the names"),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_shapes(shape):
    text, words = SHAPES[shape]
    table = read(text)
    np.testing.assert_array_equal(table.X, A)
    np.testing.assert_array_equal(table.Y.ravel(), Y)
    assert table.name == "own.csv" and words in "; ".join(table.understood)


TOLD = {                                                               # text and options
    "separator": ("a:b:y\n" + body(":"), dict(sep=":")),
    "tab as a word": ("a\tb\ty\n" + body("\t"), dict(sep="\\t")),
    "remarks at ends": ("a,b,y ! names\n" + body(after=" ! 7, 8"), dict(comment="!")),
    "first lines": ("x\ny,z\na,b,y\n" + body(), dict(skiprows=2)),
    "lines by number": ("a,b,y\n1,2,3\n" + body(), dict(skiprows=(1,))),
    "row names": ("who,a,b,y\n" + body(before="r{},"), dict(index_col="who")),
    "row names by place": ("who,a,b,y\n" + body(before="7{},"), dict(index_col=0)),
    "row names that are numbers": ("a,b,y\n" + body(before="{},"), dict(index_col=0)),
    "columns": ("who,a,y,b\n" + "".join(f"r,{a},{y},{b}\n" for (a, b), y in zip(A, Y)), dict(usecols=("a,b,y",), targets=("y",))),
    "columns by place": ("who,a,y,b\n" + "".join(f"r,{a},{y},{b}\n" for (a, b), y in zip(A, Y)), dict(usecols=(1, 2, "3"), targets=("2",))),
    "missing values": ("a,b,y\n-,1,2\n" + body() + "1,-999,3\n,,4\n", dict(na_values=("-", "-999"), dropna=True)),
    "number of rows": ("a,b,y\n" + body() + "7,8,9\n", dict(nrows=3)),
    "no names": (body(), dict(header=False)),
    "names": ("1,2,3\n" + body(), dict(header=True)),
    "an encoding": (("a,b,y\n" + body()).encode("utf-16-be"), dict(encoding="utf-16-be")),
}


@pytest.mark.parametrize("told", TOLD)
def test_what_is_told(told):
    text, options = TOLD[told]
    table = read(text, **options)
    np.testing.assert_array_equal(table.X, A)
    np.testing.assert_array_equal(table.Y.ravel(), Y)


@pytest.mark.parametrize("text, options, first", [
    ("a,b\n\"1,250\",2\n\"13,000.5\",4\n", dict(thousands=","), [1250, 13000.5]),
    ("a;b\n1.250,5;2\n2.500;3\n", dict(thousands="."), [1250.5, 2500]),
    ("a;b\n1'250;2\n2'500;3\n", dict(thousands="'"), [1250, 2500]),
    ("a,b\n1_000,2\n13_000,3\n", dict(thousands="_"), [1000, 13000]),
    ("a;b\n1,250;2\n2,500;3\n", dict(decimal=","), [1.25, 2.5]),
    ("a;b\n1,250;2\n2,500;3\n", dict(thousands=","), [1250, 2500]),
    ("a;b\n1,250;2\n0,5;3\n", dict(), [1.25, 0.5]),                    # 0,5 can only be a half
    ("a;b\n1.250;2\n2.500;3\n", dict(), [1.25, 2.5]),
    ("a,b\n1e200,2\n-2E-200,3\n", dict(), [1e200, -2e-200]),
    ("a,b\n+.5,2\n5.,3\n", dict(), [0.5, 5]),
])
def test_numbers(text, options, first):
    assert read(text, **options).X.ravel().tolist() == first


def test_numbers_are_rounded_as_python_does():
    texts = [repr(float(number)) for number in np.random.default_rng(0).normal(size=500) * 10.0 ** np.arange(-250, 250)]
    assert read("a,b\n" + "".join(f"{text},1\n" for text in texts)).X.ravel().tolist() == [float(text) for text in texts]


def test_first_samples_that_could_be_names_stay_samples():
    assert read("1,2,3\n4,5.5,-6e1\n").X.tolist() == [[1, 2], [4, 5.5]]
    assert "--header if line 1 has names" in "; ".join(read("1,2,3\n4,5.5,-6e1\n").understood)
    assert read("2000,2001\n2003,2005\n2004,2008\n").X.tolist() == [[2000], [2003], [2004]]
    assert read("2019,2020,2021\n" + body(), header=False).X[0].tolist() == [2019, 2020]
    assert read("0,1,2\n3,4,5\n6,7,8\n").X.tolist() == [[0, 1], [3, 4], [6, 7]]
    assert "--header if line 1 has names" in "; ".join(read("400.5,401,401.5\n1,7,3\n4,5,6\n").understood)
    assert read("NA,2\n1,3\n2,4\n", dropna=True).X.tolist() == [[1], [2]]


def test_targets_and_categories():
    table = read("l,w,kind\n5,3,b\n4,2,a\n6,1,b\n", 2, categories=("kind",))
    assert table.Y.tolist() == [[0, 1], [1, 0], [0, 1]] and table.targets == ("kind=a", "kind=b")
    table = read("kind,w,y\nb,3,1\na,2,2\n", categories=("kind",), targets=("y",))
    assert table.X.tolist() == [[0, 1, 3], [1, 0, 2]] and table.inputs == ("kind=a", "kind=b", "w")
    assert read("a,b,c,y\n1,2,3,4\n5,6,7,8\n", 2).targets == ("c", "y")


def test_lines_lead_back_to_the_file():
    table = read('# x\n"a\n1",y\n\n1,2\nNA,3\n4,5\n', dropna=True)
    assert table.lines.tolist() == [5, 7] and "1 of 3 rows left out, as values are missing: line 6" in table.understood


def test_equal_inputs_are_averaged():
    table = read("a,y\n2,1\n1,3\n2,2\n", average=True)
    assert table.X.tolist() == [[2], [1]] and table.Y.tolist() == [[1.5], [3]] and "3 rows averaged to 2 with different inputs" in table.understood


def test_columns_that_vary_little_are_named():
    table = read("a,y\n1,2\n1.0000000001,3\n")
    assert "column a varies by 1e-10 of its size only: of 16 digits, 6 are left" in table.understood
    assert "column a: whole numbers beyond 2^53 are rounded to 16 digits, as 9007199254740993" in read("a,y\n9007199254740993,2\n1,3\n").understood


def test_a_hundred_thousand_rows():
    data = np.random.default_rng(1).integers(-10 ** 6, 10 ** 6, size=(100_000, 3)) / 1024
    table = read("a,b,y\n" + "\n".join(",".join(map(repr, row)) for row in data.tolist()))
    assert isinstance(table, Table) and (table.X == data[:, :2]).all() and (table.Y == data[:, 2:]).all()


def test_one_row_has_no_constant_column():
    assert read("4,5,6\n").X.tolist() == [[4, 5]]
