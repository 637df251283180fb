"""The versioned SQL views: the contract with whoever reads the database itself.

Within `v1` columns are only added. Views are dropped before a migration and made anew after it, so a change here needs
a revision in `migrations/versions` (an empty one will do).
"""

from __future__ import annotations

from sqlalchemy import Connection

UNNEST = {
    # Rows of a JSON list as `each(position, value)`, and a member of such a value as text.
    "sqlite": (
        "json_each(article.{column}) AS each",
        "each.key + 1",
        "json_extract(each.value, '$.{name}')",
    ),
    "postgresql": (
        "jsonb_array_elements(article.{column}) WITH ORDINALITY AS each(value, position)",
        "each.position",
        "each.value ->> '{name}'",
    ),
}

FIRST = {
    # The first text of a JSON list, and the UTC day of a time.
    "sqlite": ("json_extract({column}, '$[0]')", "substr({column}, 1, 10)"),
    "postgresql": ("{column} ->> 0", "to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD')"),
}

AGENCY = """coalesce({first_original}, (
            SELECT {first_copy} FROM duplicate AS named JOIN article AS copy ON copy.id = named.member_id
            WHERE named.of_id = original.id AND NOT named.split AND {first_copy} IS NOT NULL
            ORDER BY named.member_id LIMIT 1))"""
"""The wire service of a piece: its original names it in byline, dateline or source, else the first copy that does."""
LAST_SEEN = "(SELECT max(last_seen_at) FROM entry_key WHERE entry_key.article_id = article.id)"

VIEWS = {
    "v1_article": f"""
        SELECT article.uid AS id, feed.key AS feed, guid, article.url, canonical_url, article.title, truncated,
            language, language_source, byline, authors, agencies, staff, dateline, published_at, updated_at,
            effective_at, date_source, categories, media, source, comments_url, comments_count, rights, license, geo,
            word_count, reading_minutes, first_seen_at, coalesce({LAST_SEEN}, first_seen_at) AS last_seen_at,
            revision, original.uid AS duplicate_of, repairs, normalizer
        FROM article JOIN feed ON feed.id = article.feed_id
        LEFT JOIN (SELECT member_id, uid FROM duplicate JOIN article ON article.id = of_id WHERE NOT split) AS original
            ON original.member_id = article.id
        WHERE visible = 1""",
    "v1_content": """
        SELECT article.uid AS article, summary, text, html
        FROM article_content JOIN article ON article.id = article_id WHERE visible = 1""",
    "v1_author": """
        SELECT article.uid AS article, {position} AS position, {name} AS name, {role} AS role, {email} AS email,
            {uri} AS uri, {place} AS place
        FROM article, {authors} WHERE visible = 1""",
    "v1_category": """
        SELECT article.uid AS article, {position} AS position, {label} AS label, {term} AS term, {scheme} AS scheme
        FROM article, {categories} WHERE visible = 1""",
    "v1_duplicate": f"""
        SELECT member.uid AS member, original.uid AS original, method, score, evidence, at, decided_by, role,
            {AGENCY} AS agency
        FROM duplicate JOIN article AS member ON member.id = member_id JOIN article AS original ON original.id = of_id
        WHERE NOT split""",
    # Every article with the piece that it is a copy of: itself where it is the original.
    "v1_group": f"""
        SELECT article.uid AS article, feed.key AS feed, original.uid AS original,
            CASE WHEN of_id IS NULL THEN 'original' ELSE duplicate.role END AS role, {AGENCY} AS agency,
            {{day}} AS day, article.effective_at, article.title, method, score, decided_by
        FROM article JOIN feed ON feed.id = article.feed_id
        LEFT JOIN duplicate ON member_id = article.id AND NOT split
        JOIN article AS original ON original.id = coalesce(of_id, article.id)
        WHERE article.visible = 1""",
    "v1_revision": """
        SELECT article.uid AS article, article_revision.revision, at, kind, changed, before
        FROM article_revision JOIN article ON article.id = article_id WHERE visible = 1""",
    # Every feed that carried a piece: the original's own and those of its copies, removed ones included.
    "v1_source": f"""
        SELECT coalesce(original.uid, article.uid) AS article, feed.key AS feed, article.uid AS entry,
            article.first_seen_at, coalesce({LAST_SEEN}, article.first_seen_at) AS last_seen_at
        FROM article JOIN feed ON feed.id = article.feed_id
        LEFT JOIN (SELECT member_id, uid FROM duplicate JOIN article ON article.id = of_id WHERE NOT split) AS original
            ON original.member_id = article.id
        WHERE visible = 1 OR removed_at IS NOT NULL""",
    "v1_feed": """
        SELECT feed.key AS feed, url, coalesce(given_title, title) AS title, link, format, group_name AS feed_group,
            status, host, due_at, reason, polls, failures, last_failure, last_failure_detail, last_polled_at,
            last_success_at, last_new_at, adopted_url, overflows
        FROM feed JOIN feed_state ON feed_id = feed.id""",
    "v1_change": """
        SELECT seq, (SELECT value FROM meta WHERE key = 'epoch') AS epoch, kind, article.uid AS article,
            feed.key AS feed, at
        FROM change_log JOIN article ON article.id = article_id JOIN feed ON feed.id = article.feed_id""",
    # The numbers of an earlier epoch cannot be counted against this one's.
    "v1_consumer": """
        SELECT name AS consumer, consumer.epoch, acked_seq AS seq,
            CASE WHEN consumer.epoch = present.epoch AND acked_seq < head THEN head - acked_seq
                WHEN consumer.epoch = present.epoch THEN 0 END AS lag,
            wants, created_at, updated_at
        FROM consumer CROSS JOIN (
            SELECT (SELECT value FROM meta WHERE key = 'epoch') AS epoch,
                (SELECT CAST(value AS bigint) FROM meta WHERE key = 'seq') AS head) AS present""",
}

MEMBERS = ("name", "role", "email", "uri", "place", "label", "term", "scheme")


def drop(connection: Connection) -> None:
    """Drop every view, so that migrations can touch the tables beneath."""
    for name in VIEWS:
        connection.exec_driver_sql(f"DROP VIEW IF EXISTS {name}")


def create(connection: Connection) -> None:
    """Create every view in the words of the connection's database."""
    rows, position, member = UNNEST[connection.dialect.name]
    words = {name: member.format(name=name) for name in MEMBERS}
    words |= {column: rows.format(column=column) for column in ("authors", "categories")}
    first, day = FIRST[connection.dialect.name]
    words |= {f"first_{name}": first.format(column=f"{name}.agencies") for name in ("original", "copy")}
    words["day"] = day.format(column="article.effective_at")
    for name, query in VIEWS.items():
        connection.exec_driver_sql(f"CREATE VIEW {name} AS {query.format(position=position, **words)}")
