# Copyright (c) 2026 The Quanta developers. MIT licence.
"""A scanner for C++ that knows enough to measure functions and classes.

It blanks comments, literals and preprocessor lines, splits the rest into tokens, and tells from the
tokens before each opening brace what the brace opens. Templates and macros are taken as they are written.
"""

import re

LITERAL = re.compile(
    r'//(?:\\\n|[^\n])*|/\*.*?\*/'
    r'|(?<![A-Za-z0-9_])(?:u8|[uUL])?R"(?P<tag>[^(\s]{0,16})\(.*?\)(?P=tag)"'
    r'|"(?:\\.|[^"\\\n])*"'
    r"|(?<![A-Za-z0-9_])(?:u8|[uUL])?'(?:\\.|[^'\\\n])*'", re.S)
DIRECTIVE = re.compile(r"^[ \t]*#(?:\\\n|[^\n])*", re.M)
TOKEN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[0-9](?:[A-Za-z0-9_.]|'(?=[A-Za-z0-9]))*|::|->|\S")

OPEN = {"(": ")", "[": "]", "{": "}"}
CONTROL = {"if", "for", "while", "switch", "catch", "else", "do", "try"}
CLASS_WORDS = {"struct", "class", "union"}
QUALIFIERS = {"const", "noexcept", "override", "final", "mutable", "volatile", "try", "constexpr", "static", "&"}
NOT_A_NAME = CONTROL | {"decltype", "alignas", "requires", "noexcept", "sizeof", "return", "__attribute__", "explicit"}


def blank(text):
    """`text` with comments, literals and directives replaced by spaces; line breaks stay.

    A string becomes `""`, so that it still stands as an operand.
    """
    def erase(match):
        found = match.group(0)
        kept = re.sub(r"[^\n]", " ", found)
        return kept if found.startswith("/") else '""' + kept[2:]
    return DIRECTIVE.sub(lambda m: re.sub(r"[^\n]", " ", m.group(0)), LITERAL.sub(erase, text))


class Token:
    __slots__ = ("text", "line")

    def __init__(self, text, line):
        self.text = text
        self.line = line


def tokenise(text):
    """Tokens of blanked `text` with their line numbers, counted from 1."""
    tokens, line, at = [], 1, 0
    for match in TOKEN.finditer(text):
        line += text.count("\n", at, match.start())
        at = match.start()
        tokens.append(Token(match.group(0), line))
    return tokens


class Function:
    """A function definition: its name, first and last line, parameters and deepest nesting."""

    def __init__(self, name, first, parameters):
        self.name = name
        self.first = first
        self.last = first
        self.parameters = parameters
        self.nesting = 0
        self.table_lines = set()

    def lines(self):
        """Lines from signature to closing brace, rows of flat tables not counted."""
        return self.last - self.first + 1 - len(self.table_lines)


class ClassInfo:
    """A class definition: how many methods are public, how many virtual."""

    def __init__(self, name, line, is_struct):
        self.name = name
        self.line = line
        self.public = is_struct
        self.public_methods = 0
        self.virtuals = 0


def matching_open(tokens, close):
    """Index of the bracket that tokens[close] closes, or -1."""
    depth = 0
    for at in range(close, -1, -1):
        if tokens[at].text in (")", "]", "}"):
            depth += 1
        elif tokens[at].text in OPEN:
            depth -= 1
            if depth == 0:
                return at
    return -1


def parameter_count(tokens):
    """Number of parameters between the brackets of a parameter list."""
    if not tokens or [t.text for t in tokens] == ["void"]:
        return 0
    count, depth = 1, 0
    for at, token in enumerate(tokens):
        if token.text in ("(", "[", "{"):
            depth += 1
        elif token.text in (")", "]", "}"):
            depth -= 1
        elif token.text == "<" and at and re.match(r"\w", tokens[at - 1].text):
            depth += 1
        elif token.text == ">" and depth:
            depth -= 1
        elif token.text == "," and depth == 0:
            count += 1
    return count


def after_template(tokens):
    """`tokens` without leading `template <...>` and attributes."""
    at = 0
    while at < len(tokens):
        if tokens[at].text == "template" and at + 1 < len(tokens) and tokens[at + 1].text == "<":
            depth, at = 0, at + 1
            while at < len(tokens):
                depth += {"<": 1, ">": -1}.get(tokens[at].text, 0)
                at += 1
                if depth == 0:
                    break
        elif tokens[at].text == "[" and at + 1 < len(tokens) and tokens[at + 1].text == "[":
            while at < len(tokens) and tokens[at].text != "]":
                at += 1
            at += 2
        else:
            break
    return tokens[at:]


class Signature:
    """The parts of a declaration that looks like a function."""

    def __init__(self, name, parameters, tail):
        self.name = name
        self.parameters = parameters
        self.tail = tail


def signature_of(head):
    """The Signature in the tokens `head` of a declaration, or None when it is not a function."""
    tokens = after_template(head)
    angle = 0
    at = 0
    while at < len(tokens):
        text = tokens[at].text
        if text == "operator":
            at += 1
            while at < len(tokens) and (tokens[at].text != "(" or tokens[at - 1].text == "operator"):
                at += 1 + (tokens[at].text == "(")
            angle = 0
        elif text == "<":
            angle += 1
        elif text == ">":
            angle = max(0, angle - 1)
        elif text == "=":
            return None
        if at < len(tokens) and tokens[at].text == "(":
            close = closing(tokens, at)
            before = tokens[at - 1].text if at else ""
            names = re.match(r"[A-Za-z_]", before) and before not in NOT_A_NAME or is_operator(tokens, at)
            if names and angle == 0:
                return Signature(name_before(tokens, at), parameter_count(tokens[at + 1:close]), tokens[close + 1:])
            at = close
        at += 1
    return None


def is_operator(tokens, at):
    return any(token.text == "operator" for token in tokens[max(0, at - 4):at])


def name_before(tokens, at):
    """The name written before tokens[at], with its class."""
    for start in range(max(0, at - 4), at):
        if tokens[start].text == "operator":
            return "".join(token.text for token in tokens[start:at])
    name, at = tokens[at - 1].text, at - 2
    if at >= 0 and tokens[at].text == "~":
        name, at = "~" + name, at - 1
    while at >= 1 and tokens[at].text == "::":
        name, at = tokens[at - 1].text + "::" + name, at - 2
    return name


def closing(tokens, at):
    """Index of the bracket that closes tokens[at]; the last index when nothing does."""
    depth = 0
    for index in range(at, len(tokens)):
        if tokens[index].text in OPEN:
            depth += 1
        elif tokens[index].text in (")", "]", "}"):
            depth -= 1
            if depth == 0:
                return index
    return len(tokens) - 1


def opens_body(signature):
    """Whether a brace after these tokens opens the function's body and not an initialiser of a member."""
    tail = [token.text for token in signature.tail]
    if not tail:
        return True
    if ":" in tail:
        return tail[-1] in (")", "}")
    return tail[0] in QUALIFIERS or tail[0] in ("->", "requires", "[", "__attribute__") or tail[0].isupper()


def is_lambda(head):
    """Whether a brace after `head` opens the body of a lambda."""
    at = len(head) - 1
    limit = max(0, at - 40)
    while at >= limit:
        text = head[at].text
        if text == ")":
            at = matching_open(head, at) - 1
            if at >= 0 and head[at].text in ("noexcept", "requires", "decltype"):
                at -= 1
        elif text == "]":
            start = matching_open(head, at)
            return start <= 0 or not re.match(r"[\w\])]", head[start - 1].text) or head[start - 1].text == "return"
        elif text in QUALIFIERS or re.match(r"[\w:<>*,&]|->", text):
            at -= 1
        else:
            return False
    return False


def class_name(words):
    """The name in the words between `class` and the opening brace."""
    name, depth = "(unnamed)", 0
    for word in words:
        if word == ":" and depth == 0:
            break
        depth += {"(": 1, "<": 1, ")": -1, ">": -1}.get(word, 0)
        if depth == 0 and word != "final" and re.match(r"[A-Za-z_]", word):
            name = word
    return name


class Scope:
    """One open bracket: what it is, and the tokens of the statement being read inside it."""

    def __init__(self, kind, line, owner=None, depth=0):
        self.kind = kind
        self.line = line
        self.owner = owner
        self.depth = depth
        self.head = []
        self.has_code = False


class Scan:
    """The functions and classes of one file. Read `functions` and `classes` after construction."""

    def __init__(self, text):
        self.functions = []
        self.classes = []
        self.unbalanced = False
        self.m_scopes = [Scope("namespace", 1)]
        for token in tokenise(blank(text)):
            self.step(token)
        self.unbalanced = self.unbalanced or len(self.m_scopes) != 1
        self.find_case_tables(text)

    def step(self, token):
        scope = self.m_scopes[-1]
        text = token.text
        if text in OPEN:
            kind, owner, depth = self.classify(token) if text == "{" else (text, scope.owner, scope.depth)
            if text != "{" or kind == "initialiser":
                scope.head.append(token)
            inner = Scope(kind, token.line, owner, depth)
            self.m_scopes.append(inner)
        elif text in (")", "]", "}"):
            self.close(token)
        elif text == ";" and scope.kind not in ("(", "["):
            self.declaration(scope)
            scope.head = []
        elif text == ":" and scope.kind in ("function", "block") and [t.text for t in scope.head[:1]] in (
                ["case"], ["default"]):
            scope.head = []
        elif text == ":" and scope.kind == "class" and [t.text for t in scope.head[-1:]] in (
                ["public"], ["private"], ["protected"]):
            scope.owner.public = scope.head[-1].text == "public"
            scope.head = []
        else:
            scope.head.append(token)

    def classify(self, token):
        """(kind, owner, nesting depth) of the scope that the brace `token` opens."""
        scope = self.m_scopes[-1]
        head = scope.head
        words = [t.text for t in after_template(head)]
        if is_lambda(head):
            return self.open_lambda(token, scope)
        if scope.kind in ("namespace", "class"):
            return self.classify_declaration(token, scope, words)
        if not isinstance(scope.owner, Function) or scope.kind in ("(", "[", "initialiser"):
            return "initialiser", scope.owner, scope.depth
        lead = words[0] if words else ""
        if lead in CONTROL:
            depth = scope.depth + 1
            scope.owner.nesting = max(scope.owner.nesting, depth)
            return "block", scope.owner, depth
        if lead in CLASS_WORDS:
            return self.open_class(token, words)
        if not words:
            return "block", scope.owner, scope.depth
        return "initialiser", scope.owner, scope.depth

    def classify_declaration(self, token, scope, words):
        lead = words[0] if words else ""
        if "namespace" in words or lead == "extern" and len(words) <= 3:
            return "namespace", None, 0
        if lead in CLASS_WORDS and words[-1] != ")":
            return self.open_class(token, words)
        signature = signature_of(scope.head)
        if signature and opens_body(signature):
            self.count_method(scope, signature)
            # Who overrides a method has no choice of its parameters.
            overrides = any(word.text == "override" for word in signature.tail)
            function = Function(signature.name, scope.head[0].line, 0 if overrides else signature.parameters)
            self.functions.append(function)
            return "function", function, 0
        return "initialiser", scope.owner, 0

    def open_lambda(self, token, scope):
        for outer in self.m_scopes:
            outer.has_code = True
        if isinstance(scope.owner, Function):
            return "function", scope.owner, 0
        function = Function("lambda", token.line, 0)
        self.functions.append(function)
        return "function", function, 0

    def open_class(self, token, words):
        info = ClassInfo(class_name(words[1:]), token.line, words[0] != "class")
        self.classes.append(info)
        return "class", info, 0

    def count_method(self, scope, signature):
        if scope.kind != "class":
            return
        words = [token.text for token in scope.head]
        special = signature.name in (scope.owner.name, "~" + scope.owner.name) or "operator" in words
        if special or "friend" in words or signature.name.isupper():
            return
        scope.owner.public_methods += scope.owner.public
        scope.owner.virtuals += "virtual" in words

    def declaration(self, scope):
        if scope.kind == "class" and scope.head:
            signature = signature_of(scope.head)
            if signature and "using" not in [token.text for token in scope.head]:
                self.count_method(scope, signature)

    def close(self, token):
        if len(self.m_scopes) == 1:
            self.unbalanced = True
            return
        closed = self.m_scopes.pop()
        outer = self.m_scopes[-1]
        if isinstance(closed.owner, Function):
            closed.owner.last = max(closed.owner.last, token.line)
        if closed.kind in ("(", "["):
            outer.head += closed.head + [token]
        elif closed.kind == "initialiser":
            outer.head.append(token)
            if isinstance(outer.owner, Function) and not closed.has_code:
                outer.owner.table_lines |= set(range(closed.line + 1, token.line))
        elif closed.kind == "function" and outer.kind not in ("namespace", "class"):
            outer.head += [Token("{", closed.line), token]
        else:
            outer.head = []

    def find_case_tables(self, text):
        """Counts `case X: return Y;` lines as rows of a table."""
        row = re.compile(r"\s*case [^;{}]*: return [^;{}]*;\s*(//.*)?$")
        rows = {number for number, line in enumerate(text.splitlines(), 1) if row.match(line)}
        for function in self.functions:
            function.table_lines |= {line for line in rows if function.first < line < function.last}
