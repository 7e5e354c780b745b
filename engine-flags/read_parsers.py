"""Reads the flags of argument parsers from Python source, without running it (the engines need a GPU to be imported)."""

import ast
import re
from pathlib import Path

RANK = {"switch": 0, "number": 1, "choice": 2, "text": 3}
NUMBER_TYPES = re.compile(r"^(int|float|human_readable_int(_or_auto)?|nullable_(int|float)|check_(non_negative|positive)_\w+|parse_memory_size|PositiveInt|NonNegativeInt|PositiveFloat)$")


def join(old, new):
    """Of two versions of a flag, the kind that can name more, and the arity that takes more words."""
    if old is None:
        return new
    kind = max(old[0], new[0], key=lambda k: RANK[k])
    many = max(old[1], new[1], key=lambda a: {"": 0, "?": 1, "*": 2}[a])
    return kind, many


class Flags:
    def __init__(self):
        self.flags = {}
        self.variables = {}

    def add(self, names, kind, arity="", variable=None):
        for name in names:
            flag = canonical(name)
            self.flags[flag] = join(self.flags.get(flag), (kind, arity))
        if variable:
            self.variables[variable] = canonical(names[0])


def canonical(name):
    return name if name.startswith("-") and not name.startswith("--") else "--" + name[2:].replace("_", "-")


def constant(node):
    return node.value if isinstance(node, ast.Constant) else None


def keywords(call):
    return {k.arg: k.value for k in call.keywords if k.arg}


def name_of(node):
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ast.unparse(node) if node is not None else ""


# --- Annotations (dataclass fields that become flags) ---------------------------------------------------------------


class Annotations:
    """What `x: int | None` says, with the aliases of the package (`Dtype = Literal[...]`)."""

    def __init__(self, trees):
        self.aliases = {}
        self.fields = {}
        for tree in trees:
            for node in ast.walk(tree):
                if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                    self.aliases.setdefault(node.targets[0].id, node.value)
                if isinstance(node, ast.ClassDef):
                    own = {s.target.id: s for s in node.body if isinstance(s, ast.AnnAssign) and isinstance(s.target, ast.Name)}
                    if own:
                        self.fields.setdefault(node.name, {}).update(own)
                        self.fields[node.name].setdefault("", [name_of(b) for b in node.bases])

    def kind(self, node, depth=0):
        parts = set(self.parts(node, depth))
        parts.discard("none")
        arity = "*" if "many" in parts else ""
        if parts == {"switch", "text"}:
            return "text", "?"
        if "switch" in parts and "many" not in parts and parts <= {"switch", "number", "choice"}:
            return "switch", ""
        # vLLM asks in this order: bool, Literal, list, int, float, dict, str.
        for kind in ("text", "choice", "number", "switch"):
            if kind in parts:
                return ("text" if "json" in parts else kind), arity
        return "text", arity

    def parts(self, node, depth=0):
        if node is None or depth > 6:
            return ["text"]
        if isinstance(node, ast.Constant):
            if node.value is None:
                return ["none"]
            if isinstance(node.value, str):
                try:
                    return self.parts(ast.parse(node.value, mode="eval").body, depth + 1)
                except SyntaxError:
                    return ["text"]
        if isinstance(node, ast.BinOp):
            return self.parts(node.left, depth) + self.parts(node.right, depth)
        if isinstance(node, ast.Subscript):
            return self.subscript(name_of(node.value), node.slice, depth)
        name = name_of(node)
        if name == "bool":
            return ["switch"]
        if NUMBER_TYPES.match(name):
            return ["number"]
        if name in ("str", "dict", "Path"):
            return ["text"]
        if name in self.aliases and not isinstance(self.aliases[name], ast.Call):
            return self.parts(self.aliases[name], depth + 1)
        return ["text"]

    def subscript(self, name, inner, depth):
        items = inner.elts if isinstance(inner, ast.Tuple) else [inner]
        if name in ("Optional", "Union", "SkipValidation", "ClassVar", "Final"):
            return [p for i in items for p in self.parts(i, depth + 1)]
        if name in ("Annotated", "A"):
            return self.parts(items[0], depth + 1)
        if name == "Literal":
            return ["choice"]
        if name in ("list", "List", "tuple", "Tuple", "set", "Set", "Sequence"):
            return ["many"] + [p for i in items if constant(i) is not Ellipsis for p in self.parts(i, depth + 1)]
        return ["text"]


# --- Calls -----------------------------------------------------------------------------------------------------------


SWITCH_ACTIONS = re.compile(r"store_true|store_false|store_const|BooleanOptionalAction|version|help|count|DeprecatedStoreTrue\w*|DeprecatedAction|DeprecatedStoreFalse\w*")


def kind_of_call(kw, annotations=None):
    action = kw.get("action")
    text = constant(action) or name_of(action) if action is not None else ""
    nargs = constant(kw.get("nargs"))
    arity = "*" if nargs in ("+", "*") or isinstance(nargs, int) else "?" if nargs == "?" else ""
    if text and SWITCH_ACTIONS.fullmatch(text) and constant(kw.get("nargs")) != 1:
        return "switch", ""
    if "choices" in kw:
        return "choice", arity
    kind = name_of(kw["type"]) if "type" in kw else "str"
    if NUMBER_TYPES.match(kind):
        return "number", arity
    if kind in ("bool", "str2bool", "parse_bool"):
        return "choice", arity
    return "text", arity


def negations(names, action):
    return ["--no-" + n[2:] for n in names if n.startswith("--")] if "BooleanOptional" in action else []


def read(files, flags, dataclasses=()):
    trees = {path: ast.parse(Path(path).read_text()) for path in files}
    annotations = Annotations(trees.values())
    for tree in trees.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                read_call(node, tree, annotations, flags)
    for name in dataclasses:
        read_dataclass(name, annotations, flags)
    return flags


def read_call(call, tree, annotations, flags):
    function, kw = name_of(call.func), keywords(call)
    if function in ("add_argument", "add_negatable_bool_argument") and "flag_name" in kw:
        return read_dynamo_argument(function, kw, flags)
    if function in ("add_argument", "option", "option_param"):
        names = [a.value for a in call.args if isinstance(constant(a), str) and constant(a).startswith("-")]
        if names:
            read_argument(names, call, kw, (tree, annotations), flags)


def read_dynamo_argument(function, kw, flags):
    names = [v for v in (constant(kw["flag_name"]), constant(kw.get("obsolete_flag"))) if v]
    variable = constant(kw.get("env_var"))
    if not names:
        return
    if function == "add_negatable_bool_argument":
        flags.add(names, "switch", "", variable)
        return flags.add(["--no-" + n[2:] for n in names], "switch")
    if "arg_type" in kw:
        kw["type"] = kw["arg_type"]
    flags.add(names, *kind_of_call(kw), variable)


def read_argument(names, call, kw, context, flags):
    spread = next((k.value for k in call.keywords if k.arg is None), None)
    if kw.get("is_flag") is not None and constant(kw["is_flag"]):
        return flags.add(names, "switch")
    if constant(kw.get("multiple")):
        return flags.add(names, "text")
    action = name_of(kw["action"]) if "action" in kw else ""
    if spread is None or "type" in kw or "action" in kw:
        kind, arity = kind_of_call(kw)
        flags.add(names, kind, arity)
        return flags.add(negations(names, action), "switch")
    kind, arity = spread_kind(spread, *context)
    flags.add(names, kind, arity)
    if kind == "switch":
        flags.add(["--no-" + n[2:] for n in names if n.startswith("--")], "switch")


def spread_kind(spread, tree, annotations):
    """vLLM: `add_argument("--x", **model_kwargs["x"])` with `model_kwargs = get_kwargs(ModelConfig)`."""
    if isinstance(spread, ast.Dict):
        spread = next((v for k, v in zip(spread.keys, spread.values) if k is None), None)
    if not (isinstance(spread, ast.Subscript) and isinstance(spread.value, ast.Name)):
        return "text", "*"
    field = constant(spread.slice)
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and name_of(node.targets[0]) == spread.value.id and isinstance(node.value, ast.Call):
            owner = name_of(node.value.args[0]) if node.value.args else ""
            declared = annotations.fields.get(owner, {}).get(field)
            if declared is not None:
                return annotations.kind(declared.annotation)
    return "text", "*"


def read_dataclass(name, annotations, flags):
    for base in annotations.fields.get(name, {}).get("", []):
        read_dataclass(base, annotations, flags)
    for field, declared in annotations.fields.get(name, {}).items():
        if field and not field.startswith("_"):
            read_field(field, declared.annotation, annotations, flags)


def read_field(field, annotation, annotations, flags):
    meta = argument_of(annotation)
    if constant(meta.get("no_cli")):
        return
    names = [constant(meta.get("cli_name")) or "--" + field.replace("_", "-")]
    aliases = meta.get("aliases")
    names += [constant(a) for a in aliases.elts] if isinstance(aliases, ast.List) else []
    kind, arity = annotations.kind(annotation)
    if "action" in meta or "type_parser" in meta or "nargs" in meta or "choices" in meta:
        inner = dict(meta)
        extra = meta.get("action_kwargs")
        if isinstance(extra, ast.Dict):
            inner.update({constant(k): v for k, v in zip(extra.keys, extra.values)})
        if "type_parser" in meta:
            inner["type"] = meta["type_parser"]
        kind, arity = kind_of_call(inner) if ("action" in meta or "type_parser" in meta or "choices" in meta) else (kind, arity)
        nargs = constant(inner.get("nargs"))
        arity = "*" if nargs in ("+", "*") else "?" if nargs == "?" else arity
    flags.add(names, kind, arity)
    if kind == "switch":
        flags.add(["--no-" + n[2:] for n in names if n.startswith("--")], "switch")


def argument_of(annotation):
    if isinstance(annotation, ast.Subscript) and isinstance(annotation.slice, ast.Tuple):
        for item in annotation.slice.elts[1:]:
            if isinstance(item, ast.Call) and name_of(item.func) == "Arg":
                return keywords(item)
    return {}
