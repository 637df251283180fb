"""The language model that workers share is py3langid's."""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import pytest
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from aggregator.pipeline.language_model import SharedModel

TEXTS = [
    case["text"]
    for line in (Path(__file__).parent / "quality" / "languages.jsonl").read_text("utf-8").splitlines()
    if "text" in (case := json.loads(line))
]


@pytest.fixture
def file() -> Iterator[IO[bytes]]:
    """The file that processes share."""
    with TemporaryFile() as unnamed:
        yield unnamed


def names(model: SharedModel) -> list[tuple[str, float]]:
    """Return what *model* says of each text."""
    return [model.identifier().classify(text) for text in TEXTS]


def test_same_as_the_library(file: IO[bytes]) -> None:
    """Language and probability are to the digit what py3langid says of the same text."""
    plain = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)

    assert [plain.classify(text) for text in TEXTS] == names(SharedModel(file))


def test_unpacked_again_when_a_worker_was_stopped_half_way(file: IO[bytes]) -> None:
    """Tables of which a killed worker has written a part are written again."""
    file.write(b"PK\3\4 a part")

    assert names(SharedModel(file)) == names(SharedModel(file))
    assert "de" == SharedModel(file).identifier().classify("Der Rat hat am Donnerstag beschlossen")[0]


def test_workers_that_ask_at_once(file: IO[bytes]) -> None:
    """Of workers that need the model at the same time one unpacks it, and all have the same."""
    context = multiprocessing.get_context("fork")
    told = context.SimpleQueue()
    workers = [context.Process(target=lambda: told.put(names(SharedModel(file)))) for _ in range(4)]
    for worker in workers:
        worker.start()
    got = [told.get() for _ in workers]
    for worker in workers:
        worker.join()

    assert [names(SharedModel(file))] * 4 == got
