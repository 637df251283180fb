"""Verdicts over history written anew: where they still are what they were read as, and no person decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from aggregator.model import Rejudged
from storage.articles import VISIBLE
from storage.changelog import ChangeLog, take_lock
from storage.groups import Groups
from storage.tables import article
from storage.types import Strings, among

NUMBERS = select(article.c.uid, article.c.id).where(among(article.c.uid, bindparam("uids", type_=Strings())), VISIBLE)


def rejudge(connection: Connection, verdicts: Sequence[Rejudged], now: datetime) -> int:
    """Write verdicts that differ from the stored ones; count them.

    One whose article or original is gone, has moved meanwhile, or is a person's by now is left alone.
    """
    take_lock(connection)
    log = ChangeLog(connection)
    groups = Groups(connection, log, now)
    named = [one.article_id for one in verdicts] + [one.after.of for one in verdicts if one.after]
    numbers = {row.uid: row.id for row in connection.execute(NUMBERS, {"uids": named})}
    written = sum(_rejudge(groups, numbers, one) for one in verdicts)
    log.flush()
    return written


def _rejudge(groups: Groups, numbers: dict[str, int], one: Rejudged) -> bool:
    number = numbers.get(one.article_id)
    if number is None:
        return False
    row = groups.row(number)
    if row is not None and row.decided_by == "person":
        return False
    if one.after is None:
        if row is not None:
            groups.leave(number)
        return row is not None
    of = numbers.get(one.after.of)
    if of is None:
        return False
    root = groups.root(of)
    if root == number or groups.separated(number, root):
        return False
    groups.join(number, root, one.after)
    return True
