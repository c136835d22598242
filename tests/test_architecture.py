"""The house stays one to live in: storeys, no circles, no tails, no words without meaning."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = sorted(
    path for folder in ("tutor", "app", "evals", "training", "tests") for path in (ROOT / folder).rglob("*.py")
)
EMPTY_WORDS = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "base",
    "manager",
    "service",
    "handler",
    "processor",
    "misc",
}
LONGEST_FILE, LONGEST_FUNCTION, MOST_PARAMETERS = 400, 60, 6


def name(path: Path) -> str:
    """The path inside the repository."""
    return path.relative_to(ROOT).as_posix()


def nodes(path: Path) -> Iterator[ast.AST]:
    """Every node of the file's syntax tree."""
    return ast.walk(ast.parse(path.read_text("utf-8")))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of the file."""
    return (node for node in nodes(path) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_storeys() -> None:
    """Nothing imports from its own storey or a higher one."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout


def test_no_import_circle() -> None:
    """No file imports itself by way of others, deferred imports counted."""
    modules = {name(path).removesuffix(".py").removesuffix("/__init__").replace("/", "."): path for path in FILES}
    wanted = {
        module: {each for each in _imports(path) if each in modules and each != module}
        for module, path in modules.items()
    }
    settled: set[str] = set()
    while ready := {module for module, needs in wanted.items() if module not in settled and needs <= settled}:
        settled |= ready
    assert wanted.keys() <= settled, f"in or above a circle: {sorted(wanted.keys() - settled)}"


def _imports(path: Path) -> Iterator[str]:
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            whole = [f"{node.module}.{alias.name}" for alias in node.names]
            known = [
                each
                for each in whole
                if (ROOT / f"{each.replace('.', '/')}.py").exists() or (ROOT / each.replace(".", "/")).is_dir()
            ]
            yield from known or [node.module]


@pytest.mark.parametrize("path", FILES, ids=name)
def test_no_tails(path: Path) -> None:
    """No file, function or signature grows beyond what one can hold in mind."""
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST_FILE
    for function in functions(path):
        length = (function.end_lineno or 0) - function.lineno + 1
        arguments = function.args
        parameters = len(arguments.posonlyargs) + len(arguments.args) + len(arguments.kwonlyargs)
        own = parameters - any(each.arg in ("self", "cls") for each in arguments.args[:1])
        assert length <= LONGEST_FUNCTION, f"{function.name} has {length} lines"
        assert own <= MOST_PARAMETERS, f"{function.name} has {own} parameters"


@pytest.mark.parametrize("path", FILES, ids=name)
def test_no_blanket_catch(path: Path) -> None:
    """Errors are caught by name; only the command line ends what nobody foresaw in words."""
    blanket = [node for node in nodes(path) if isinstance(node, ast.ExceptHandler) and _swallows(node)]
    assert len(blanket) <= (name(path) == "tutor/cli.py")


def _swallows(caught: ast.ExceptHandler) -> bool:
    """Whether it catches everything and does not let all of it go on."""
    everything = caught.type is None or (
        isinstance(caught.type, ast.Name) and caught.type.id in ("Exception", "BaseException")
    )
    goes_on = any(isinstance(node, ast.Raise) and node.exc is None for node in ast.walk(caught))
    return everything and not goes_on


@pytest.mark.parametrize("path", FILES, ids=name)
def test_names_say_something(path: Path) -> None:
    """No module or class is named for nothing in particular, and no unsafe HTML is let through."""
    named = {path.stem.lower(), *(node.name.lower() for node in nodes(path) if isinstance(node, ast.ClassDef))}
    assert not any(each.strip("_").endswith(tuple(EMPTY_WORDS)) for each in named)
    switches = {keyword.arg for node in nodes(path) if isinstance(node, ast.Call) for keyword in node.keywords}
    assert not switches & {"unsafe_allow_html", "unsafe_allow_javascript"}
