"""Makes the one style sheet that pages ask for, of KERN's rules that they use and ours; at set-up.

KERN's sheet has 340 kB, of which our pages use a few per cent. A rule stays when each KERN class in
its selector stands in a template. Where a template puts a name together, as in `kern-btn--{{ … }}`,
all that begin alike stay. Rules without a KERN class always stay, and of custom properties those
that something still asks for. Nothing is listed by hand, so nothing has to be kept in step.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import tinycss2
from tinycss2.ast import AtRule, Declaration, Node, QualifiedRule

KERN_NAME = re.compile(r"(?:data-)?kern-[a-z0-9_-]*")
ASKED_FOR = re.compile(r"var\(\s*(--[\w-]+)")
FACE = re.compile(r'url\("(typeface/[\w.-]+)"\)')
EITHER = {"is", "where", "has"}


def make_style_sheet(
    kern: str, own: str, templates: Iterable[str], versions: Mapping[str, str]
) -> str:
    """KERN's rules that the templates use, then ours, without comments and needless spaces.

    `versions` are the addresses of the typeface, by the names under which ours asks for them.
    """
    markup = "\n".join(templates)
    own = FACE.sub(lambda each: f'url("{versions[each[1]]}")', own)
    rules = [*_used(_parse(kern), kern_names(markup)), *_parse(own)]
    asked = _asked_for(rules, set(ASKED_FOR.findall(markup)))
    return "".join(_write(each, asked) for each in rules)


def kern_names(markup: str) -> frozenset[str]:
    """The classes and attributes of KERN that templates name; beginnings end with a hyphen or _."""
    return frozenset(KERN_NAME.findall(markup))


def is_named(name: str, names: frozenset[str]) -> bool:
    """Whether the templates use this class of KERN, or a beginning of it.

    >>> is_named("kern-btn--primary", frozenset({"kern-btn--"}))
    True
    >>> is_named("kern-btn--primary", frozenset({"kern-btn"}))
    False
    """
    return name in names or any(name.startswith(each) for each in names if each[-1] in "-_")


def _parse(css: str) -> list[Node]:
    return tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)


def _used(rules: Iterable[Node], names: frozenset[str]) -> Iterator[Node]:
    for rule in rules:
        if isinstance(rule, QualifiedRule):
            selectors = [each for each in _split(rule.prelude) if _matches(each, names)]
            if selectors:
                rule.prelude = _joined(selectors)
                yield rule
        elif isinstance(rule, AtRule) and rule.lower_at_keyword in {"media", "supports"}:
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            rule.content = list(_used(inner, names))
            if rule.content:
                yield rule
        elif not (isinstance(rule, AtRule) and rule.lower_at_keyword == "charset"):
            yield rule


def _matches(selector: Sequence[Node], names: frozenset[str]) -> bool:
    """Whether an element of ours could be meant by it."""
    for before, token in zip([None, *selector], selector, strict=False):
        if token.type == "ident" and getattr(before, "value", "") == ".":
            if token.value.startswith("kern-") and not is_named(token.value, names):
                return False
        elif token.type == "[] block":
            attribute = next(each for each in token.content if each.type == "ident").value
            if attribute.startswith("data-kern-") and not is_named(attribute, names):
                return False
        elif token.type == "function" and token.lower_name in EITHER:
            alternatives = _split(token.arguments)
            if not any(_matches(each, names) for each in alternatives):
                return False
    return True


def _split(tokens: Iterable[Node]) -> list[list[Node]]:
    """The parts between commas."""
    parts: list[list[Node]] = [[]]
    for token in tokens:
        if token.type == "literal" and token.value == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _joined(selectors: Sequence[Sequence[Node]]) -> list[Node]:
    comma = tinycss2.parse_one_component_value(",")
    return [each for selector in selectors for each in (comma, *selector)][1:]


def _contents(rule: AtRule | QualifiedRule) -> list[Any]:
    """What stands between the braces of a rule."""
    if any(isinstance(each, AtRule | QualifiedRule) for each in rule.content or ()):
        return list(rule.content)  # KERN's, looked through before
    if isinstance(rule, AtRule) and rule.lower_at_keyword in {"media", "supports", "keyframes"}:
        parse = tinycss2.parse_rule_list
    else:
        parse = tinycss2.parse_blocks_contents
    return parse(rule.content or [], skip_comments=True, skip_whitespace=True)


def _declarations(nodes: Iterable[Node]) -> Iterator[Declaration]:
    for node in nodes:
        if isinstance(node, Declaration):
            yield node
        elif isinstance(node, AtRule | QualifiedRule):
            yield from _declarations(_contents(node))


def _asked_for(rules: Sequence[Node], asked: set[str]) -> frozenset[str]:
    """The custom properties that some other property asks for, if only by way of a third."""
    through: dict[str, set[str]] = {}
    for declaration in _declarations(rules):
        wanted = set(ASKED_FOR.findall(tinycss2.serialize(declaration.value)))
        if declaration.name.startswith("--"):
            through.setdefault(declaration.name, set()).update(wanted)
        else:
            asked = asked | wanted
    waiting = list(asked)
    while waiting:
        new = through.get(waiting.pop(), set()) - asked
        asked |= new
        waiting += new
    return frozenset(asked)


def _write(node: Any, asked: frozenset[str]) -> str:
    """The shortest text that means the same to a browser; nothing for what is empty."""
    if isinstance(node, Declaration):
        if node.name.startswith("--") and node.name not in asked:
            return ""
        important = "!important" if node.important else ""
        return f"{node.name}:{_tidy(node.value)}{important};"
    if isinstance(node, QualifiedRule):
        inside = "".join(_write(each, asked) for each in _contents(node)).rstrip(";")
        return f"{_tidy(node.prelude)}{{{inside}}}" if inside else ""
    if isinstance(node, AtRule):
        head = f"@{node.at_keyword} {_tidy(node.prelude)}".rstrip()
        if node.content is None:
            return head + ";"
        inside = "".join(_write(each, asked) for each in _contents(node)).rstrip(";")
        return f"{head}{{{inside}}}" if inside else ""
    raise ValueError(f"line {node.source_line}: {getattr(node, 'message', node.type)}")


def _tidy(tokens: Iterable[Node]) -> str:
    """Written without comments, with single spaces, and with none beside a comma."""
    return tinycss2.serialize(_tightened(tokens)).strip()


def _tightened(tokens: Iterable[Node]) -> list[Node]:
    tight: list[Node] = []
    for token in tokens:
        if token.type == "comment":
            continue
        if token.type == "whitespace":
            if not tight or tight[-1].type == "whitespace" or _is_comma(tight[-1]):
                continue
            token.value = " "
        elif _is_comma(token) and tight and tight[-1].type == "whitespace":
            tight.pop()
        elif token.type == "function":
            token.arguments = _tightened(token.arguments)
        elif token.type.endswith("block"):
            token.content = _tightened(token.content)
        tight.append(token)
    return tight


def _is_comma(token: Node) -> bool:
    return token.type == "literal" and token.value == ","
