"""What worker processes share: loaded once, by the process they are forked from.

Imported there and nowhere else. The language model is shared too, though it is not loaded here: see language_model.
"""

from __future__ import annotations

import gc
import os
import sys
from tempfile import TemporaryFile

# numpy's threads would not survive the fork, and are of no use to arrays this small.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from aggregator.normalize.language import take_model
from aggregator.pipeline import reading
from aggregator.pipeline.language_model import SharedModel

__all__ = ["reading"]

if sys.byteorder == "little":  # as the model's tables are written
    take_model(SharedModel(TemporaryFile()).identifier)  # noqa: SIM115 - open as long as there are workers
gc.collect()
gc.freeze()  # a collection in a worker would touch, and so copy, what it shares with the others
# A document's entries are no garbage until all of them are read: looking earlier took one part in twenty of its time.
gc.set_threshold(20_000)
