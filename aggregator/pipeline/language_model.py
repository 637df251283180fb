"""The language model, once for all workers: its tables lie in a file of which each maps what it looks at.

Most news is told apart without it. So it is unpacked when the first text comes that needs it (0.35 s), and a text's
walk through its 68 MB of tables brings into memory only the pages that it touches.
"""

from __future__ import annotations

import fcntl
import lzma
import mmap
import shutil
from array import array
from math import prod
from typing import IO, Any, Literal, NamedTuple
from zipfile import BadZipFile, ZipFile, ZipInfo

import numpy
from numpy.lib import format as npy
from numpy.typing import NDArray
from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier

_CODES: dict[int, Literal["H", "I"]] = {2: "H", 4: "I"}
"""What unsigned numbers of so many bytes are called in a memoryview."""


class _Table(NamedTuple):
    """Where an array lies in the file."""

    start: int
    shape: tuple[int, ...]
    kind: numpy.dtype[Any]

    def of(self, content: memoryview) -> NDArray[Any]:
        """Return it as an array over the file's *content*."""
        return numpy.frombuffer(content, self.kind, prod(self.shape), self.start).reshape(self.shape)


class SharedModel:
    """The model that py3langid loads, over tables that all processes share that are forked from one that has *file*."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._made: LanguageIdentifier | None = None

    def identifier(self) -> LanguageIdentifier:
        """Return the model. The first process that asks unpacks it. Raises OSError when there is no room for it."""
        if self._made is None:
            fcntl.lockf(self._file, fcntl.LOCK_EX)  # the position in the file is shared too
            try:
                tables = _tables(self._file)
                content = memoryview(mmap.mmap(self._file.fileno(), 0, prot=mmap.PROT_READ))
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN)
            self._made = _identifier({name: table.of(content) for name, table in tables.items()})
        return self._made


def _identifier(tables: dict[str, NDArray[Any]]) -> LanguageIdentifier:
    return LanguageIdentifier(
        tables["ptc"],
        tables["pc"],
        tables["classes"].tolist(),
        # Asked byte after byte of a text: a memoryview is as quick at it as the array.array of py3langid.
        _numbers(tables["nextmove"]),
        array("i", tables["out_feat"].tobytes()),
        tk_row=_numbers(tables["nextmove_row"]),
        norm_probs=True,
    )


def _numbers(table: NDArray[Any]) -> memoryview[int]:
    return table.view(numpy.uint8).data.cast(_CODES[table.itemsize])


def _tables(file: IO[bytes]) -> dict[str, _Table]:
    """Return where the model's arrays lie in *file*, unpacked into it unless another worker has done so."""
    try:
        return _found(file)
    except BadZipFile:  # empty, or its writer was stopped half way: what says that it is whole comes last
        file.seek(0)
        file.truncate()
        with lzma.open(MODEL_DIR / MODEL_FILE) as packed:
            shutil.copyfileobj(packed, file, 1 << 20)
        file.flush()
        return _found(file)


def _found(file: IO[bytes]) -> dict[str, _Table]:
    with ZipFile(file) as archive:
        return {member.filename.removesuffix(".npy"): _table(file, archive, member) for member in archive.infolist()}


def _table(file: IO[bytes], archive: ZipFile, member: ZipInfo) -> _Table:
    with archive.open(member) as content:
        npy.read_magic(content)
        shape, _, kind = npy.read_array_header_1_0(content)
        head = content.tell()
    # A member's content stands after its own header of 30 bytes, name and extra field (APPNOTE.TXT 4.3.7).
    file.seek(member.header_offset + 26)
    name, extra = (int.from_bytes(file.read(2), "little") for _ in range(2))
    return _Table(start=member.header_offset + 30 + name + extra + head, shape=shape, kind=kind)
