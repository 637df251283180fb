"""Readers of what a request carries: headers, user agent, credentials; `${NAME}` comes out of the environment.

Header values and credentials are secrets: no message repeats them.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema
from typing_extensions import TypedDict

from aggregator.config.complaint import Complaint, quoted
from aggregator.config.values import Reads, text
from aggregator.model import BasicAuth, Header

MAX_SECRET = 8_000
"""Characters: tokens are longer than names."""
VARIABLE = re.compile(r"(\$?)\$\{([^{}]*)\}")
VARIABLE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def expanded(written: str, env: Mapping[str, str]) -> str:
    """Return *written* with every `${NAME}` replaced out of *env*; `$${NAME}` stands for the text `${NAME}`."""

    def value(found: re.Match[str]) -> str:
        escaped, name = found.groups()
        if escaped:
            return found[0][1:]
        if not VARIABLE_NAME.fullmatch(name):
            raise Complaint("${…} must hold the name of an environment variable", "write $${…} for the text itself")
        if name not in env:
            raise Complaint(f"the environment variable {name} is not set", f"set {name} where the service starts")
        return env[name]

    return VARIABLE.sub(value, written)


def escaped(value: str) -> str:
    """Return *value* as feeds.yaml writes it: nothing in it is taken for a variable."""
    return re.sub(r"(?=\$\{[^{}]*\})", "$", value)


def secret(value: Any, env: Mapping[str, str]) -> str:
    """Return *value* with the environment in it; the result is never shown."""
    return secret_text(expanded(secret_text(value), env))


def secret_text(value: Any) -> str:
    """Return *value* as text that no message repeats."""
    return text(value, secret=True, limit=MAX_SECRET)


class Expands(Reads):
    """As `Reads`; the reader is also told the environment."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(lambda value, info: self.reader(value, info.context))


Secret = Annotated[str, Expands(secret, examples=["${FEED_PASSWORD}"])]


def webhook_secret(value: Any, env: Mapping[str, str]) -> str:
    """Return *value* as a secret of Standard Webhooks: `whsec_` and 24 to 64 bytes in base64."""
    found = secret(value, env)
    try:
        key = b64decode(found.removeprefix("whsec_"), validate=True)
    except ValueError:
        key = b""
    if not found.startswith("whsec_") or not 24 <= len(key) <= 64:
        raise Complaint("no secret of Standard Webhooks", "whsec_ and 24 to 64 random bytes in base64")
    return found


WebhookSecret = Annotated[str, Expands(webhook_secret, examples=["${NEWSROOM_SECRET}"])]

CONDITIONAL = "the service asks conditionally by itself"
CONNECTION = "it belongs to the connection, not to a feed"
OURS = {
    "accept-encoding": "the service asks for what it can decode",
    "connection": CONNECTION,
    "content-length": CONNECTION,
    "cookie": "no cookies are sent: a feed that needs a session is not public",
    "expect": CONNECTION,
    "host": "it comes from the URL",
    "if-match": CONDITIONAL,
    "if-modified-since": CONDITIONAL,
    "if-none-match": CONDITIONAL,
    "if-range": CONDITIONAL,
    "if-unmodified-since": CONDITIONAL,
    "keep-alive": CONNECTION,
    "proxy-authorization": CONNECTION,
    "proxy-connection": CONNECTION,
    "range": "only whole documents are read",
    "te": CONNECTION,
    "trailer": CONNECTION,
    "transfer-encoding": CONNECTION,
    "upgrade": CONNECTION,
    "user-agent": "it has a key of its own: user_agent",
}
"""Headers no feed may set, and why."""
TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")


def header_name(value: Any) -> str:
    """Return *value* if it is the name of a header (RFC 9110 §5.1) that a feed may set."""
    name = text(value, wanted="a header name")
    if not TOKEN.fullmatch(name):
        raise Complaint(f"no header name: {quoted(name)}", "letters, digits and hyphens are allowed")
    if reason := OURS.get(name.lower()):
        raise Complaint(f"the header {name} cannot be set", reason)
    return name


def header_value(value: Any, env: Mapping[str, str]) -> str:
    """Return *value* as a header's value: visible ASCII and blanks (RFC 9110 §5.5)."""
    found = secret(value, env).strip()
    if not found.isascii():
        raise Complaint("a header's value must be ASCII (RFC 9110 §5.5)")
    return found


def once(found: dict[str, str]) -> dict[str, Header]:
    """Return the headers by their names in lower case, each name once."""
    headers: dict[str, Header] = {}
    for name, value in found.items():
        if name.lower() in headers:
            raise Complaint(f"the header {name} is there twice: names are the same in any case")
        headers[name.lower()] = Header(name=name, value=value)
    return headers


HeaderName = Annotated[str, Reads(header_name)]
HeaderValue = Annotated[str, Expands(header_value, examples=["Bearer ${TOKEN}"])]
Headers = Annotated[dict[HeaderName, HeaderValue], AfterValidator(once)]


def user_agent(value: Any) -> str:
    """Return *value* as a User-Agent: visible ASCII."""
    found = text(value).strip()
    if not found.isascii():
        raise Complaint("a user agent must be ASCII (RFC 9110 §5.5)")
    return found


def username(value: Any, env: Mapping[str, str]) -> str:
    """Return *value* as a user's name, which cannot hold a colon (RFC 7617 §2)."""
    found = secret(value, env)
    if ":" in found:
        raise Complaint("a username cannot hold a colon (RFC 7617 §2)")
    return found


Username = Annotated[str, Expands(username)]


class Auth(TypedDict):
    """Credentials of HTTP basic authentication; sent to the feed's own origin only."""

    username: Username
    password: Secret


def credentials(found: dict[str, str]) -> BasicAuth:
    """Return the credentials as the model holds them."""
    return BasicAuth(username=found["username"], password=found["password"])


Credentials = Annotated[Auth, AfterValidator(credentials)]
UserAgent = Annotated[str, Reads(user_agent)]
