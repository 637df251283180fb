"""What worker processes share: loaded once, by the process they are forked from.

Imported there and nowhere else. The language model alone would otherwise take 85 MB of every worker.
"""

from __future__ import annotations

import gc
import os

# numpy's threads would not survive the fork, and are of no use to a model this small.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from aggregator.normalize.language import detected
from aggregator.pipeline import reading

__all__ = ["reading"]

detected("The council voted late on Thursday to close two lines.")
gc.collect()
gc.freeze()  # a collection in a worker would touch, and so copy, what it shares with the others
# A document's entries are no garbage until all of them are read: looking earlier took one part in twenty of its time.
gc.set_threshold(20_000)
