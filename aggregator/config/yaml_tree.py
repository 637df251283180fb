"""Strict YAML: text → plain values that know their lines, and every complaint about the writing of it.

Built from parser events (libyaml's where it is there): nothing is constructed from tags, nothing nests or
expands without bound, no key is silently overwritten. Values are `Mapping`, `Sequence` and what `plain` reads.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.reader import Reader, ReaderError

from aggregator.config.complaint import shown
from aggregator.config.yaml_scalars import plain
from aggregator.model import ConfigProblem

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's parser, about ten times as fast; PyYAML's own where the wheel came without it."""
MAX_TEXT = 32_000_000
"""Characters of a document: a million feeds in the short form."""
MAX_DEPTH = 16
"""feeds.yaml nests six deep."""
MAX_ALIASED = 2_000_000
"""Values that aliases may repeat in all: bounds the expansion of `*a` inside `*b` inside `*c`."""


class Mapping(dict[str, Any]):
    """A YAML mapping that remembers the line of each key."""

    __slots__ = ("lines",)

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[str, int] = {}


class Sequence(list[Any]):
    """A YAML sequence that remembers the line of each element."""

    __slots__ = ("lines",)

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[int] = []


Key = str | int
Path = tuple[Key, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One YAML document, and what is wrong with its writing. *value* is None where it is empty or unreadable."""

    value: Any
    problems: tuple[ConfigProblem, ...]
    readable: bool


class Unreadable(Exception):
    """The document cannot be read any further."""

    def __init__(self, line: int, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.line, self.message, self.hint = line, message, hint


def line_of(value: Any, path: Path) -> int:
    """Return the line of the key or element that *path* leads to; where it is missing, of the last that is there."""
    line = 1
    for key in path:
        if isinstance(value, Mapping) and key in value.lines:
            line = value.lines[str(key)]
        elif isinstance(value, Sequence) and isinstance(key, int) and key < len(value):
            line = value.lines[key]
        else:
            break
        value = value[key]
    return line


def dotted(path: Path) -> str:
    """Return *path* as people write it: `feeds.bbc.categories[2]`."""
    text = "".join(f"[{key}]" if isinstance(key, int) else f".{shown(key)}" for key in path)
    return text.removeprefix(".")


def read(text: str, *, path: str) -> Document:
    """Return the document that *text* holds, with a complaint for every fault in its writing.

    A syntax error ends the reading: what was found before it is still reported.
    """
    builder = Builder(path)
    try:
        if len(text) > MAX_TEXT:
            raise Unreadable(1, f"the file is longer than {MAX_TEXT} characters")
        parse(text, builder)
    except Unreadable as error:
        builder.complain(error.line, error.message, error.hint, ())
        return Document(value=None, problems=tuple(builder.problems), readable=False)
    return Document(value=builder.root[0] if builder.root else None, problems=tuple(builder.problems), readable=True)


HINTS = (
    ("cannot start any token", "indent with blanks, not tabs; put text that starts with @, ` or % in quotes"),
    ("mapping values are not allowed", 'put text that holds ": " in quotes; check the indentation'),
    ("could not find expected ':'", "a key needs a colon and a blank after it; check the indentation"),
    ("did not find expected key", "check the indentation, and that quotes are closed"),
    ("expected <block end>", "check the indentation, and that quotes are closed"),
    ("unexpected end of stream", "a quotation mark or bracket is never closed"),
)


def parse(text: str, builder: Builder) -> None:
    """Give *builder* every event of *text*; raise `Unreadable` where the text is no YAML."""
    try:
        parser = LOADER(text)
        while parser.check_event():
            event = parser.get_event()
            if act := ACTS.get(type(event)):
                act(builder, event)
    except (ReaderError, UnicodeEncodeError) as error:
        found = Reader.NON_PRINTABLE.search(text)
        line = text.count("\n", 0, found.start()) + 1 if found else 1
        raise Unreadable(line, "a control character or broken text, which YAML does not allow") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = ", ".join(part for part in (error.context, error.problem) if part)
        hint = next((hint for words, hint in HINTS if words in message), None)
        raise Unreadable(mark.line + 1 if mark else 1, f"no valid YAML: {message}", hint) from error


@dataclass(slots=True)
class Frame:
    """A container that is being read."""

    value: Mapping | Sequence
    anchor: str | None
    line: int
    size: int = 1
    key: str | None = None
    """Of a mapping: the key whose value comes next."""
    key_line: int = 0
    merging: bool = False
    """The key is a plain `<<`: its value is merged, not kept."""
    merges: list[Mapping] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Anchored:
    """A value with a name, and how many values it holds when written out."""

    value: Any
    size: int


class Builder:
    """Takes the parser's events in order; then *root* holds the document, *problems* the faults of its writing."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.problems: list[ConfigProblem] = []
        self.root = Sequence()
        self.stack = [Frame(self.root, None, 1)]
        self.anchors: dict[str, Anchored] = {}
        self.aliased = 0

    def complain(self, line: int, message: str, hint: str | None = None, path: Path | None = None) -> None:
        """Note a fault in the writing."""
        key = dotted(self.here() if path is None else path)
        self.problems.append(ConfigProblem(path=self.path, line=line, key=key, message=message, hint=hint))

    def here(self) -> Path:
        """Return the path of the value that comes next."""
        keys = (len(frame.value) if isinstance(frame.value, Sequence) else frame.key for frame in self.stack[1:])
        return tuple(key for key in keys if key is not None)

    def document(self, event: Any) -> None:
        """A second document would be ignored by half of all readers."""
        if self.root:
            raise Unreadable(event.start_mark.line + 1, "a second document starts here", "remove the line `---`")

    def scalar(self, event: Any) -> None:
        """A key, or a value that is no container."""
        frame = self.stack[-1]
        line = event.start_mark.line + 1
        if event.tag is not None:
            self.tagged(line)
        if frame.key is None and type(frame.value) is Mapping:
            # A key is always its text: `no:` is the feed "no", whatever YAML reads it as.
            frame.key, frame.key_line = event.value, line
            frame.merging = event.value == "<<" and event.implicit[0]
            value: Any = event.value
        else:
            value = plain(event.value) if event.implicit[0] else event.value
            self.put(frame, value, 1, line)
        if event.anchor is not None:
            self.anchors[event.anchor] = Anchored(value, 1)

    def tagged(self, line: int) -> None:
        """Tags make readers build objects: none is obeyed, and none repeated; it may be a password."""
        self.complain(line, "tags (!) are not read", "remove the tag; put text that starts with ! in quotes")

    def start(self, event: Any) -> None:
        """A mapping or a sequence begins."""
        line = event.start_mark.line + 1
        if len(self.stack) > MAX_DEPTH:
            raise Unreadable(line, f"nested more than {MAX_DEPTH} deep", "check the indentation and the brackets")
        if event.tag is not None:
            self.tagged(line)
        self.key_is_text(line)
        value = Mapping() if type(event) is yaml.MappingStartEvent else Sequence()
        self.anchors.pop(event.anchor, None)
        self.stack.append(Frame(value, event.anchor, line))

    def key_is_text(self, line: int) -> None:
        """Refuse a container or an alias where a key is due."""
        frame = self.stack[-1]
        if frame.key is None and type(frame.value) is Mapping:
            raise Unreadable(line, "a key must be text", "write the key on one line, followed by a colon")

    def end(self, event: Any) -> None:
        """A mapping or a sequence is complete."""
        frame = self.stack.pop()
        for source in frame.merges:
            merge(source, frame.value)
        if frame.anchor is not None:
            self.anchors[frame.anchor] = Anchored(frame.value, frame.size)
        self.put(self.stack[-1], frame.value, frame.size, frame.line)

    def alias(self, event: Any) -> None:
        """A value that was written before, by its name."""
        line = event.start_mark.line + 1
        self.key_is_text(line)
        named = self.anchors.get(event.anchor)
        if named is None:
            # Not its name: a password that starts with * looks like an alias.
            self.complain(line, "an alias (*) that names nothing above it", "put text that starts with * in quotes")
            self.put(self.stack[-1], None, 1, line)
            return
        self.aliased += named.size
        if self.aliased > MAX_ALIASED:
            raise Unreadable(line, f"aliases repeat more than {MAX_ALIASED} values", "write the values out")
        self.put(self.stack[-1], named.value, named.size, line)

    def put(self, frame: Frame, value: Any, size: int, line: int) -> None:
        """Put *value* where the frame waits for one."""
        frame.size += size
        target = frame.value
        if type(target) is Sequence:
            target.append(value)
            target.lines.append(line)
            return
        key, frame.key = frame.key, None
        assert type(target) is Mapping
        assert key is not None
        if frame.merging:
            self.note_merge(frame, value)
        elif key in target:
            first = target.lines[key]
            hint = f"the first is in line {first}; keep one of them"
            self.complain(frame.key_line, "the key is there twice", hint, (*self.here(), key))
        else:
            target[key] = value
            target.lines[key] = frame.key_line

    def note_merge(self, frame: Frame, value: Any) -> None:
        """Note the mappings that `<<` names (yaml.org/type/merge): the first that has a key gives it."""
        sources = value if type(value) is Sequence else [value]
        if all(type(source) is Mapping for source in sources):
            frame.merges.extend(sources)
        else:
            self.complain(frame.key_line, "<< merges mappings only", "write <<: *name of a mapping above")


def merge(source: Mapping, target: Mapping | Sequence) -> None:
    """Give *target* the keys of *source* that it has not itself."""
    assert isinstance(target, Mapping)
    for key, value in source.items():
        if key not in target:
            target[key] = value
            target.lines[key] = source.lines[key]


ACTS: dict[type, Callable[[Builder, Any], None]] = {
    yaml.DocumentStartEvent: Builder.document,
    yaml.ScalarEvent: Builder.scalar,
    yaml.SequenceStartEvent: Builder.start,
    yaml.MappingStartEvent: Builder.start,
    yaml.SequenceEndEvent: Builder.end,
    yaml.MappingEndEvent: Builder.end,
    yaml.AliasEvent: Builder.alias,
}
