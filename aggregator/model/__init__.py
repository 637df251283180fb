"""Every type that crosses a border between two rooms. Standard library only.

Frozen, slotted, keyword-only dataclasses; alternatives are unions, taken apart with `match`.
`None` means "the source did not say"; times are aware UTC `datetime`, spans are `timedelta`, sizes are bytes.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from operator import attrgetter

from aggregator.model.article import (
    Article,
    Author,
    Byline,
    Category,
    Dateline,
    DateSource,
    Found,
    Geo,
    GeoPoint,
    GeoShape,
    Media,
    MediaRole,
    Moment,
    Precision,
    Repair,
    Source,
    ZoneSource,
)
from aggregator.model.configuration import (
    BasicAuth,
    Config,
    ConfigProblem,
    DuplicateMode,
    FeedRepairs,
    FeedSpec,
    FutureDates,
    Header,
    PlannedChange,
    SearchScope,
    Settings,
    Taxonomy,
    TextType,
    Topic,
)
from aggregator.model.copies import (
    DIGESTED,
    Candidate,
    Contest,
    Correction,
    Digests,
    Duplicate,
    DuplicateVerdict,
    EntryKeys,
    Evidence,
    Features,
    New,
    Original,
    Pin,
    Rejudged,
    Release,
    Revision,
    Role,
    Split,
    Standing,
    Unchanged,
    Verdict,
)
from aggregator.model.delivering import (
    Delivery,
    OutboxState,
    Posted,
    Webhook,
)
from aggregator.model.fetching import (
    FailureKind,
    Fetched,
    FetchFailed,
    FetchResult,
    NotModified,
    Validators,
)
from aggregator.model.following import (
    EVERYTHING,
    Change,
    ChangeKind,
    ChangeLine,
    ChangeLinePage,
    ChangePage,
    Consumer,
    Cursor,
    Wants,
)
from aggregator.model.parsing import (
    FeedContext,
    FeedHints,
    NotAFeed,
    ParsedFeed,
    ParseResult,
    Problem,
    RawCategory,
    RawEntry,
    RawLink,
    RawMedia,
    RawPerson,
    RawSource,
    RawText,
)
from aggregator.model.reading import (
    ApiKey,
    ArticleQuery,
    DuplicateQuery,
    DuplicateRecord,
    FeedRecord,
    Group,
    KeyScope,
    LinePage,
    Member,
    OldValue,
    PollRecord,
    RevisionRecord,
    Sighting,
    Stats,
)
from aggregator.model.scheduling import (
    FeedState,
    NextPoll,
    PollReport,
)
from aggregator.model.storing import (
    Committed,
    DueFeed,
    Kept,
    KeptEntry,
    Lease,
    Pending,
    PendingKind,
    PollOutcome,
    SeenEntry,
    StoredEntry,
)
from aggregator.model.working import (
    FreshEntry,
    Job,
    Read,
)


def _pickle_quickly(cls: type) -> None:
    """Give a slotted dataclass a state without look-ups: the standard library's asks for `fields()` of every object.

    Articles cross from worker processes by the thousand; this is a third of that border's cost.
    """
    names = tuple(field.name for field in fields(cls))
    put = tuple(getattr(cls, name).__set__ for name in names)
    got = attrgetter(*names, "__class__")  # of two names or more it makes a tuple, at the speed of C

    def state(self: object) -> tuple[object, ...]:
        return tuple(got(self)[:-1])

    def restore(self: object, values: tuple[object, ...]) -> None:
        for place, value in zip(put, values):  # noqa: B905 — the class behind the values is no field's
            place(self, value)

    cls.__getstate__ = state  # type: ignore[assignment]
    cls.__setstate__ = restore  # type: ignore[attr-defined]


for _cls in tuple(globals().values()):
    if isinstance(_cls, type) and is_dataclass(_cls):
        _pickle_quickly(_cls)
