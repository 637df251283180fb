"""A person's word about copies: written under the publishing lock, told downstream, undone by no rule."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from sqlalchemy import Connection, bindparam, select, update

from aggregator.errors import UsageError
from aggregator.model import Correction, Duplicate, Evidence, Pin, Release, Split
from storage.articles import VISIBLE
from storage.changelog import ChangeLog, take_lock
from storage.groups import PINNED, Groups
from storage.near import IN_WINDOW
from storage.tables import article, duplicate
from storage.waiting import keep, waiting

ARTICLE = select(article.c.id).where(article.c.uid == bindparam("uid"), VISIBLE)
BY_RULES = (
    update(duplicate).where(duplicate.c.member_id == bindparam("number")).values(decided_by="rule", named_id=None)
)


def correct(connection: Connection, article_id: str, correction: Correction, now: datetime) -> None:
    """Write what a person says of an article. Raises UsageError where that cannot be."""
    take_lock(connection)
    log = ChangeLog(connection)
    groups = Groups(connection, log, now)
    number = _number(connection, article_id)
    match correction:
        case Split():
            groups.split(number)
        case Pin():
            _pin(connection, groups, number, correction)
        case Release():
            _release(connection, groups, number, correction, now)
        case _:
            assert_never(correction)
    log.flush()


def _number(connection: Connection, article_id: str) -> int:
    number = connection.execute(ARTICLE, {"uid": article_id}).scalar()
    if number is None:
        raise UsageError(f"no article {article_id!r} in the store\n  hint: `aggregator articles` lists ids")
    return int(number)


def _pin(connection: Connection, groups: Groups, number: int, pin: Pin) -> None:
    named = _number(connection, pin.of)
    if named == number:
        raise UsageError(f"{pin.of}: an article is no copy of itself")
    evidence = (Evidence(name="decided_by", value="person"), Evidence(name="copy_of", value=pin.of))
    verdict = Duplicate(of=pin.of, method=PINNED, score=1.0, evidence=evidence, role=pin.role)
    root = groups.root(named)
    if root == number:
        groups.lead(named, number, verdict, by="person", named=named)
    else:
        groups.join(number, root, verdict, by="person", named=named)


def _release(connection: Connection, groups: Groups, number: int, release: Release, now: datetime) -> None:
    """Give the article back to the rules, which judge it with the next that are published."""
    decided = groups.row(number)
    if decided is None or decided.decided_by != "person":
        raise UsageError(f"{release.features.article_id}: nobody has split or pinned this article")
    if decided.split:
        groups.forget(number)
    elif connection.execute(IN_WINDOW, {"id": decided.of_id}).scalar() is None:
        groups.leave(number)  # too old to be compared with: without the person's word there is none
    else:
        connection.execute(BY_RULES, {"number": number})
    keep(connection, [waiting("rejudged", number, release.features, now)])
