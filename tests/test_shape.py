"""The sizes that show health, computed from the source, printed, and held to the limits of the house style."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FUNCTION_LINES_P95 = 40
FILE_LINES = 500
PARAMETERS = 6

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Defined:
    """A function where it stands: `path:line name`, its lines, and its parameters without self or cls."""

    where: str
    lines: int
    parameters: tuple[ast.arg, ...]
    returns: bool


def functions(path: Path, tree: ast.Module) -> Iterator[Defined]:
    methods = {
        child
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for child in node.body
        if isinstance(child, Function) and "staticmethod" not in {ast.unparse(d) for d in child.decorator_list}
    }
    for node in ast.walk(tree):
        if isinstance(node, Function):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            parameters = parameters_of(node.args)[1 if node in methods else 0 :]
            yield Defined(f"{shown(path)}:{node.lineno} {node.name}", lines, parameters, node.returns is not None)


def parameters_of(args: ast.arguments) -> tuple[ast.arg, ...]:
    starred = [arg for arg in (args.vararg, args.kwarg) if arg is not None]
    return (*args.posonlyargs, *args.args, *args.kwonlyargs, *starred)


def module_name(path: Path, top: Path) -> str:
    parts = path.relative_to(top).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(tree: ast.Module, package: str) -> Iterator[tuple[str, str]]:
    """Yield (module, name) of every import in the file, inside functions too; name is "" for `import module`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield from ((module, alias.name) for alias in node.names)


def graph(trees: dict[Path, ast.Module], top: Path) -> dict[str, set[str]]:
    """Return which module imports which; importing a child of a package is not importing the package."""
    names = {module_name(path, top): path for path in trees}
    edges: dict[str, set[str]] = {name: set() for name in names}
    for name, path in names.items():
        package = name if path.name == "__init__.py" else name.rpartition(".")[0]
        for module, member in imported(trees[path], package):
            target = f"{module}.{member}" if f"{module}.{member}" in names else module
            if target in names and target != name:
                edges[name].add(target)
    return edges


def cycle(edges: dict[str, set[str]]) -> list[str]:
    """Return one import cycle, first and last the same, or nothing."""
    try:
        TopologicalSorter(edges).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def percentile(values: Iterable[int], share: float) -> int:
    """Return the smallest value that at least `share` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else path.name


@cache
def source() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text()) for path in sorted((ROOT / "src").rglob("*.py"))}


@cache
def defined() -> tuple[Defined, ...]:
    return tuple(function for path, tree in source().items() for function in functions(path, tree))


def line_count(paths: Iterable[Path]) -> int:
    return sum(len(path.read_text().splitlines()) for path in paths)


def say(capsys: pytest.CaptureFixture[str], text: str) -> None:
    with capsys.disabled():
        print(f"\n{text}")


def listing(title: str, lines: Iterable[str]) -> str:
    return "\n  ".join([title, *lines])


def test_functions_are_short(capsys: pytest.CaptureFixture[str]) -> None:
    p95 = percentile((function.lines for function in defined()), 0.95)
    median = percentile((function.lines for function in defined()), 0.5)
    say(capsys, f"functions: {len(defined())}, median {median} lines, p95 {p95} (at most {FUNCTION_LINES_P95})")
    longest = sorted((f for f in defined() if f.lines > FUNCTION_LINES_P95), key=lambda f: -f.lines)
    where = listing("over the limit:", (f"{f.where}: {f.lines} lines" for f in longest))
    assert p95 <= FUNCTION_LINES_P95, where


def test_files_are_short(capsys: pytest.CaptureFixture[str]) -> None:
    lines = {path: line_count([path]) for path in source()}
    longest = max(lines, key=lambda path: lines[path])
    say(capsys, f"files: {len(lines)}, longest {shown(longest)} with {lines[longest]} lines (at most {FILE_LINES})")
    over = [f"{shown(path)}:{FILE_LINES + 1}: {count} lines" for path, count in lines.items() if count > FILE_LINES]
    assert not over, listing("over the limit:", over)


def test_functions_take_few_parameters(capsys: pytest.CaptureFixture[str]) -> None:
    most = max(len(function.parameters) for function in defined())
    say(capsys, f"parameters: at most {most} in one function (at most {PARAMETERS})")
    over = [f"{f.where}: {len(f.parameters)} parameters" for f in defined() if len(f.parameters) > PARAMETERS]
    assert not over, listing("over the limit:", over)


def test_everything_is_annotated(capsys: pytest.CaptureFixture[str]) -> None:
    bare = [
        f"{function.where}: {', '.join([*missing, *([] if function.returns else ['return'])])}"
        for function in defined()
        if (missing := [p.arg for p in function.parameters if p.annotation is None]) or not function.returns
    ]
    say(capsys, f"annotations: {len(defined()) - len(bare)} of {len(defined())} functions in full")
    assert not bare, listing("not annotated:", bare)


def test_imports_make_no_cycle(capsys: pytest.CaptureFixture[str]) -> None:
    edges = graph(source(), ROOT / "src")
    say(capsys, f"imports: {sum(map(len, edges.values()))} between {len(edges)} modules")
    assert not cycle(edges), "import cycle: " + " -> ".join(cycle(edges))


def test_tests_are_at_least_as_long_as_source(capsys: pytest.CaptureFixture[str]) -> None:
    tests, lines = line_count((ROOT / "tests").rglob("*.py")), line_count(source())
    say(capsys, f"lines: {tests} of tests, {lines} of source")
    assert tests >= lines, f"{lines - tests} lines of tests are missing"


def parsed(folder: Path, files: dict[str, str]) -> dict[Path, ast.Module]:
    return {folder / name: ast.parse(text) for name, text in files.items()}


def test_a_lazy_cycle_is_found(tmp_path: Path) -> None:
    files = {"p/a.py": "from p.b import x", "p/b.py": "def f():\n    from p import a", "p/c.py": "import p.a"}
    found = cycle(graph(parsed(tmp_path, files), tmp_path))
    assert found[0] == found[-1]
    assert set(found) == {"p.a", "p.b"}


def test_a_cycle_through_a_package_and_a_relative_import_is_found(tmp_path: Path) -> None:
    files = {"p/__init__.py": "from .a import x", "p/a.py": "from . import y"}
    assert set(cycle(graph(parsed(tmp_path, files), tmp_path))) == {"p", "p.a"}


def test_a_tree_has_no_cycle(tmp_path: Path) -> None:
    files = {"p/__init__.py": "from p.a import x", "p/a.py": "from p import b", "p/b.py": "import os"}
    edges = graph(parsed(tmp_path, files), tmp_path)
    assert edges == {"p": {"p.a"}, "p.a": {"p.b"}, "p.b": set()}
    assert not cycle(edges)


def test_parameters_leave_out_self(tmp_path: Path) -> None:
    text = (
        "class A:\n    def f(self, a, *b, c=1, **d): ...\n    @staticmethod\n    def g(a): ...\ndef h(a, /, b): ...\n"
    )
    counts = {f.where.split()[1]: len(f.parameters) for f in functions(tmp_path / "a.py", ast.parse(text))}
    assert counts == {"f": 4, "g": 1, "h": 2}


@pytest.mark.parametrize(("share", "expected"), [(0.5, 10), (0.95, 19), (1.0, 20), (0.0, 1)])
def test_percentile(share: float, expected: int) -> None:
    assert percentile(range(20, 0, -1), share) == expected
