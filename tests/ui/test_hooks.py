"""Hooks are called the same number of times whenever a component is drawn, else Reacton gives the whole page up."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import sim.ui

ROOT = Path(sim.ui.__file__).parent
TREES = {file.relative_to(ROOT): ast.parse(file.read_text(encoding="utf-8")) for file in sorted(ROOT.rglob("*.py"))}
OWN_FUNCTION = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
COMPREHENSION = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


def called(node):
    """The name that a call has, without what stands before the dot."""
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def is_component(function):
    return any("component" in ast.unparse(each) for each in function.decorator_list)


def functions(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def sometimes(node):
    """The parts of a node that run once, and those that may run never or again."""
    match node:
        case ast.If(test=test):
            return [test], [*node.body, *node.orelse]
        case ast.IfExp(test=test):
            return [test], [node.body, node.orelse]
        case ast.BoolOp(values=[first, *others]):
            return [first], others
        case ast.For(iter=over):
            return [over], [*node.body, *node.orelse]
        case ast.While():
            return [], [node.test, *node.body, *node.orelse]
        case ast.Match(subject=subject):
            return [subject], list(node.cases)
        case ast.Try():
            return [], list(ast.iter_child_nodes(node))
        case _ if isinstance(node, COMPREHENSION):
            first, *others = node.generators
            parts = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
            return [first.iter], [*parts, *first.ifs, *others]
        case _ if isinstance(node, OWN_FUNCTION):  # it runs when somebody clicks, not while the page is drawn
            return [], node.body if isinstance(node.body, list) else [node.body]
    return list(ast.iter_child_nodes(node)), []


def returns(node):
    """The `return` statements of a function itself."""
    own = [child for child in ast.iter_child_nodes(node) if not isinstance(child, OWN_FUNCTION)]
    return [each for child in own for each in ([child] if isinstance(child, ast.Return) else returns(child))]


def misplaced(function, hooks=frozenset()):
    """Lines in which a function calls a hook that another time it would not call; `hooks` are some with other names."""
    left = min((each.end_lineno for each in returns(function)), default=function.end_lineno)
    found = []

    def look(node, is_sure):
        is_hook = isinstance(node, ast.Call) and (called(node).startswith("use_") or called(node) in hooks)
        if is_hook and (not is_sure or node.lineno > left):
            found.append(node.lineno)
        surely, perhaps = sometimes(node)
        for part in surely:
            look(part, is_sure)
        for part in perhaps:
            look(part, False)

    for statement in function.body:
        look(statement, True)
    return found


def unnamed_hooks():
    """Functions of ours that call a hook and are none by name, such as `_tried`: calling them is calling it."""
    return {
        function.name
        for tree in TREES.values()
        for function in functions(tree)
        if not is_component(function) and not function.name.startswith("use_")
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and called(node).startswith("use_")
    }


@pytest.mark.parametrize("file", TREES, ids=str)
def test_hooks_are_called_whatever_the_page_shows(file):
    hooks = unnamed_hooks()
    assert not [f"{file}:{line}" for function in functions(TREES[file]) for line in misplaced(function, hooks)]


@pytest.mark.parametrize(
    "body",
    [
        "shown = use_question(asked)[0] if asked.started else None",
        "shown = asked.started and solara.use_memo(load, [])",
        "if asked.started:\n  use_state(0)",
        "if not asked.started:\n  return\nuse_state(0)",
        "for key in asked:\n  use_state(key)",
        "while asked:\n  use_state(0)",
        "made = [use_state(key) for key in asked]",
        "made = {key: use_state(key) for key in asked}",
        "try:\n  use_state(0)\nexcept ValueError:\n  pass",
        "match asked:\n  case 1:\n    use_state(0)",
        "act = lambda: use_state(0)",
        "def act():\n  use_state(0)",
        "if asked:\n  with Div():\n    _tried(load)",
    ],
)
def test_a_hook_that_is_not_always_called_is_found(body):
    function = ast.parse("def Part(asked):\n" + "".join(f" {line}\n" for line in body.splitlines())).body[0]
    assert misplaced(function, {"_tried"})


def test_hooks_that_are_always_called_are_let_be():
    body = """
 shown = use_state(0)[0]
 with Div():
  first = use_memo(lambda: 1 if shown else 2, [])
 return use_ref(first)
"""
    assert not misplaced(ast.parse("def Part(asked):" + body).body[0])
