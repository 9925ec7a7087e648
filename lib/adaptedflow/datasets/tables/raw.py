"""From a file, or standard input, to its bytes, and from bytes to text: compression and encoding."""

import bz2
import codecs
import gzip
import io
import lzma
import sys
import zipfile
import zlib
from pathlib import Path

COMPRESSIONS = ("infer", "none", "gzip", "bz2", "xz", "zip", "zstd")
_FIRST_BYTES = {"gzip": b"\x1f\x8b", "bz2": b"BZh", "xz": b"\xfd7zXZ\x00", "zip": b"PK\x03\x04", "zstd": b"\x28\xb5\x2f\xfd"}
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
          (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
STANDARD_INPUT = "standard input"


def read_bytes(source):
    """``(name, content)`` of a path, of ``"-"`` (standard input) or of a stream that is open for bytes."""
    if hasattr(source, "read"):
        content = source.read()
        if not isinstance(content, bytes):
            raise TypeError("source: expected a stream of bytes, got one of text. Open the file with mode 'rb'.")
        return Path(str(getattr(source, "name", "stream"))).name, content
    if source == "-":
        return STANDARD_INPUT, sys.stdin.buffer.read()
    if not isinstance(source, (str, Path)):
        raise TypeError(f"source: expected the path of a table, '-' for standard input or a stream of bytes, got {source!r}.")
    path = Path(source)
    try:
        return path.name, path.read_bytes()
    except FileNotFoundError:
        raise FileNotFoundError(f"source: expected a table, got {path}, where there is none. Check the name and the folder.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ValueError(f"source: expected a table that can be read, got {str(source)!r}: {reason}.") from None


def decompress(name, content, compression="infer"):
    """``(content, method)``; the method is found by the first bytes, "" where there is no compression, "excel" for a workbook."""
    if compression not in COMPRESSIONS:
        raise ValueError(f"compression: expected one of {', '.join(COMPRESSIONS)}, got {compression!r}.")
    found = next((method for method, first in _FIRST_BYTES.items() if content.startswith(first)), "")
    method = {"infer": found, "none": ""}.get(compression, compression)
    if method == "zip" and _is_workbook(content):
        return content, "excel"
    if method and method != found:
        raise ValueError(f"{name}: expected {method} data, as --compression says, got {found or 'no compressed data'}. Leave --compression out.")
    try:
        return _UNPACK[method](name, content), method
    except (OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise ValueError(f"{name}: the {method} data are damaged, cut short or encrypted ({error}). Unpack the file by hand, or fetch it again.") from None


def decode(name, content, encoding=None):
    """``(text, encoding)``. By the mark at the beginning (BOM), else UTF-8, else Windows' western code page, which has the same digits and signs."""
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise ValueError(f"{name}: expected text, got an old binary workbook (.xls). Save it as .xlsx or as CSV.")
    marked = next((known for mark, known in _MARKS if content.startswith(mark)), None)
    for guess in [encoding] if encoding else [marked] if marked else ["utf-8", "cp1252", "latin-1"]:
        try:
            text = content.decode(guess)
            break
        except LookupError:
            raise ValueError(f"encoding: expected a name that Python knows, as utf-8, cp1252, utf-16, got {guess!r}.") from None
        except UnicodeError as error:
            if encoding or marked:
                raise ValueError(f"{name}: the bytes are no {guess} ({error}). Name another --encoding, such as utf-8, cp1252, utf-16.") from None
    _refuse_binary(name, text, content)
    return text.removeprefix("\ufeff"), guess


def _refuse_binary(name, text, content):
    if "\x00" not in text:
        return
    head = content[:2000]
    share = [head[start::2].count(0) / max(len(head[start::2]), 1) for start in (0, 1)]
    if max(share) > 0.4:
        raise ValueError(f"{name}: every second byte is zero, as in UTF-16. Add --encoding {'utf-16-be' if share[0] > share[1] else 'utf-16-le'}.")
    line = text.count("\n", 0, text.index("\x00")) + 1
    raise ValueError(f"{name}, line {line}: expected text, got a zero byte: the file is binary or damaged. Save the table as CSV.")


def _is_workbook(content):
    try:
        return "[Content_Types].xml" in zipfile.ZipFile(io.BytesIO(content)).namelist()
    except zipfile.BadZipFile:
        return False


def _only_member(name, content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = [member for member in archive.namelist() if not member.endswith("/")]
        if len(members) != 1:
            raise ValueError(f"{name}: expected one file in the archive, got {len(members)}: {', '.join(members[:5])}. Unpack the one you mean.")
        return archive.read(members[0])


def _bz2(name, content):
    try:
        return bz2.decompress(content)
    except ValueError as error:                                        # cut short
        raise OSError(error) from None


def _zstd(name, content):
    try:
        import zstandard
    except ModuleNotFoundError:
        raise ValueError(f"{name}: zstd data need the package zstandard. Install it (pip install zstandard), or unpack the file.") from None
    try:
        return zstandard.ZstdDecompressor().stream_reader(io.BytesIO(content), read_across_frames=True).read()
    except zstandard.ZstdError as error:
        raise OSError(error) from None


_UNPACK = {"": lambda name, content: content, "gzip": lambda name, content: gzip.decompress(content),
           "bz2": _bz2, "xz": lambda name, content: lzma.decompress(content),
           "zip": _only_member, "zstd": _zstd}
