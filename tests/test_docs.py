"""What the documentation says is so: commands print what is shown, options exist, settings and links are true."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token
from pydantic_core import PydanticUndefined

from tests.conftest import NOW, ROOT
from tests.corpora.reading import Fence, Table, parts
from tutor import cli
from tutor.cli_load import starter_folders
from tutor.corpus.golden import read_questions
from tutor.corpus.manifest import read_manifest
from tutor.load import Loader, load
from tutor.models.embedder import Embedder
from tutor.parts import Parts
from tutor.settings import Settings, read_settings
from tutor.store.embedding_cache import EmbeddingCache
from tutor.store.shelf import Shelf
from tutor.text.mapped import plain

PAGES = sorted({ROOT / "README.md", *ROOT.glob("docs/**/*.md"), ROOT / "training" / "README.md"})
SHELLS = ("console", "sh")


def _pages() -> pytest.MarkDecorator:
    return pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(ROOT)) for page in PAGES])


def fences(page: Path, *kinds: str) -> list[Fence]:
    """The fenced blocks of these kinds."""
    found = parts(page.read_text("utf-8"))
    return [part for part in found if isinstance(part, Fence) and part.info in kinds]


# ------------------------------------------------------------------ what is shown is what happens


@dataclass(frozen=True)
class Shown:
    """A command of a console block with the output shown below it."""

    place: str
    command: str
    output: str


def shown(page: Path) -> Iterator[Shown]:
    """The commands of the page's console blocks, in order."""
    for fence in fences(page, "console"):
        assert fence.content.startswith("$ "), f"{page.name}:{fence.line}: a console block begins with a command"
        for block in re.split(r"^\$ ", fence.content, flags=re.MULTILINE)[1:]:
            command, _, output = block.partition("\n")
            yield Shown(f"{page.relative_to(ROOT)}:{fence.line}", command, output)


@pytest.fixture(scope="module")
def full_home(tmp_path_factory: pytest.TempPathFactory, starter_home: Path, embedder: Embedder) -> Path:
    """A home with the whole starter corpora, as a reader of the documentation has them."""
    home = tmp_path_factory.mktemp("full")
    shutil.copytree(starter_home / "cache", home / "cache")
    with EmbeddingCache(home / "cache" / "embeddings.sqlite") as cache:
        for name, folder in starter_folders().items():
            load(folder, name, Loader(Shelf(home / "releases"), embedder, cache), NOW)
    return home


@pytest.mark.timeout(300)  # loads the whole starter corpora first
def test_commands_and_examples_do_what_is_shown(full_home: Path) -> None:
    """Each `$ tutor ...` of a console block runs and prints what stands below it; each Python example runs."""
    complaints = []
    for page in PAGES:
        for each in shown(page):
            if each.command.split()[0] != "make":
                complaints += [f"{each.place}: {each.command}\n{said}" for said in _differences(each, full_home)]
        code = "\n".join(fence.content for fence in fences(page, "python"))
        done = _run([sys.executable, "-c", code], full_home) if code else None
        if done and (done.returncode or not done.stdout):
            complaints.append(f"{page.name}: the Python examples fail: {done.stderr[-500:]}")
    assert not complaints, "\n\n".join(complaints)


def _run(command: list[str], home: Path) -> subprocess.CompletedProcess[str]:
    binaries = Path(sys.executable).parent
    environment = {**os.environ, "TUTOR_HOME": str(home), "PATH": f"{binaries}:{os.environ['PATH']}"}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)


def _differences(each: Shown, home: Path) -> Iterator[str]:
    """What the command does otherwise than shown; of an answer its first words and the truth of its places count."""
    done = _run(["bash", "-o", "pipefail", "-c", each.command], home)
    if done.returncode:
        yield f"ends with status {done.returncode}: {done.stderr}"
    elif each.command.startswith("tutor ask"):
        if _first_words(done.stdout) != _first_words(each.output):
            yield f"prints:\n{done.stdout}"
        yield from _wrong_places(each.output, home)
    elif each.output and not re.fullmatch(_pattern(each.output), _masked(done.stdout), re.DOTALL):
        yield f"prints:\n{done.stdout}"


def _first_words(answer: str) -> str:
    return answer.partition("\n")[0].partition(" The nearest they come:")[0]


def _wrong_places(answer: str, home: Path) -> Iterator[str]:
    releases = {each.release.corpus.name: each for each in Parts(read_settings(home=home)).releases()}
    for quote, corpus, path, start, end in re.findall(
        r'^    "(.+)"\n    (\S+): (\S+) (\d+)-(\d+)$', answer, re.MULTILINE
    ):
        document = releases[corpus].texts.document(path)
        if document is None or plain(document.text[int(start) : int(end)]) != quote:
            yield f"the words at {path} {start}-{end} are others than: {quote}"


def _masked(output: str) -> str:
    """The output without what differs from one load, one machine or one splitter to the next."""
    output = re.sub(r"\d{8}-\d{6}-[0-9a-f]{6}", "RELEASE", output)
    output = re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+\+00:00", "TIME", output)
    output = re.sub(r" +\d+ passages", " N passages", output)
    output = re.sub(r"(?<=\"chunks\": )\d+", "N", output)
    output = re.sub(r"(?<=\"score\": )[\d.]+", "SCORE", output)
    # a mean of scores, whose last digits are those of the processor
    return re.sub(r"(?<=\"stability\": )[\d.]+", lambda found: f"{float(found.group()):.1f}", output)


def _pattern(output: str) -> str:
    return re.escape(_masked(output)).replace("…", ".*")


# ------------------------------------------------------------------ commands exist


def command_lines(text: str) -> Iterator[list[str]]:
    """The simple commands of a shell text, as words, without assignments before them."""
    for line in text.replace("\\\n", " ").splitlines():
        lexer = shlex.shlex(line.removeprefix("$ "), posix=True, punctuation_chars=True)
        lexer.commenters = "#"
        words: list[str] = []
        for word in [*lexer, ";"]:
            if set(word) <= set("|&;()<>"):
                if words:
                    yield words
                words = []
            elif words or ("=" not in word and word != "export"):
                words.append(word)


def complaint(words: list[str]) -> str:
    """What is wrong with a command of ours, in words; empty for one that can be given, and for those of others."""
    program, arguments = Path(words[0]).name, words[1:]
    if program == "tutor":
        return _complaint_of_tutor(arguments)
    if program == "make":
        targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
        return "".join(f"there is no make {target}. " for target in arguments if target not in targets)
    if program.startswith("python") and arguments[:1] == ["-m"]:
        return "" if importlib.util.find_spec(arguments[1]) else f"there is no module {arguments[1]}"
    if program.startswith("python") and arguments and arguments[0].endswith(".py"):
        return "" if (ROOT / arguments[0]).is_file() else f"there is no {arguments[0]}"
    return ""


def _complaint_of_tutor(arguments: list[str]) -> str:
    command: click.Command = cli.tutor
    for word in arguments:
        if isinstance(command, click.Group) and not word.startswith("-"):
            if word.isupper():  # a placeholder, as in: tutor COMMAND --help
                return ""
            found = command.get_command(click.Context(command), word)
            if found is None:
                return f"there is no command {word!r}"
            command = found
        elif word.startswith("-") and word != "-":
            known = {option for parameter in command.params for option in parameter.opts} | {"-h", "--help"}
            if word.partition("=")[0] not in known:
                return f"{command.name} has no option {word}"
    return ""


@_pages()
def test_commands_that_are_named_exist(page: Path) -> None:
    """Commands, options, make targets and modules exist, in shell blocks as in running text."""
    texts = [fence.content for fence in fences(page, "sh")]
    texts += [line for fence in fences(page, "console") for line in fence.content.splitlines() if line[:2] == "$ "]
    texts += re.findall(r"(?<!`)`((?:tutor|make|python -m) [^`\n]+)`", page.read_text("utf-8"))
    found = [
        f"{' '.join(words)}: {said}" for text in texts for words in command_lines(text) if (said := complaint(words))
    ]
    assert found == []


def test_the_check_itself_finds_what_is_wrong() -> None:
    """A command, an option, a target or a module that does not exist is noticed."""
    wrong = [
        "tutor fly",
        "A=1 tutor ask --loud x | cat",
        "cat x && make coffee",
        "python -m evals.nothing",
        "python no.py",
    ]
    assert all(any(complaint(words) for words in command_lines(line)) for line in wrong)
    right = ["$ tutor ask --json 'a | b' # really", "export A=1 B=2", "tutor corpus list --json", "make test"]
    assert not any(complaint(words) for line in right for words in command_lines(line))


def test_the_readme_names_every_command() -> None:
    """A newcomer finds every command in the README's table."""
    (table,) = [part for part in parts((ROOT / "README.md").read_text("utf-8")) if isinstance(part, Table)
                if part.header[0] == "command"]  # fmt: skip
    named = {row[0].strip("`") for row in table.rows}
    assert named == {f"tutor {path}" for path in _paths(cli.tutor)}


def _paths(group: click.Group) -> Iterator[str]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        yield from (f"{name} {path}" for path in _paths(command)) if isinstance(command, click.Group) else [name]


# ------------------------------------------------------------------ settings and manifests


def test_every_setting_is_documented() -> None:
    """docs/settings.md has a row for each setting, with its environment variable and its default."""
    page = (ROOT / "docs" / "settings.md").read_text("utf-8")
    (table,) = [part for part in parts(page) if isinstance(part, Table) and part.header[0] == "setting"]
    rows = {row[0].strip("`"): row for row in table.rows}
    assert set(rows) == set(Settings.model_fields)
    for name, field in Settings.model_fields.items():
        _, variable, default, meaning = rows[name]
        assert f"TUTOR_{name.upper()}" in variable
        assert meaning
        if field.default is not PydanticUndefined:
            assert _in_words(field.default) in default, f"the default of {name} is {field.default!r}"


def _in_words(default: object) -> str:
    if default is None:
        return "not sent"
    if isinstance(default, bool):
        return str(default).lower()  # as TOML has it
    return f"{default:g}" if isinstance(default, int | float) else str(default or "empty")


def test_the_settings_shown_can_be_used() -> None:
    """The settings.toml that is shown is one, and the manifest that is shown is one."""
    (example,) = fences(ROOT / "docs" / "settings.md", "toml")
    read_settings(**tomllib.loads(example.content))


def test_the_manifest_shown_can_be_used(tmp_path: Path) -> None:
    """The corpus.toml that is shown is one, with every field that there is; and the questions.toml."""
    example, questions = fences(ROOT / "docs" / "curators.md", "toml")
    for source in tomllib.loads(example.content)["sources"]:
        (tmp_path / source["path"]).write_text("# A document\n\nWith a sentence.\n")
    (tmp_path / "corpus.toml").write_text(example.content, "utf-8")
    assert read_manifest(tmp_path, "example").sources
    (tmp_path / "questions.toml").write_text(questions.content, "utf-8")
    assert len(read_questions(tmp_path)) == 3


@_pages()
def test_json_that_is_shown_is_json(page: Path) -> None:
    """A block of JSON can be parsed."""
    for fence in fences(page, "json"):
        json.loads(fence.content)


# ------------------------------------------------------------------ links


def _inline(page: Path) -> Iterator[Token]:
    for token in MarkdownIt("commonmark").enable("table").parse(page.read_text("utf-8")):
        yield from token.children or []


def _anchors(page: Path) -> set[str]:
    """What the headings of a page can be linked by, as GitHub makes it."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@_pages()
def test_links_lead_somewhere(page: Path) -> None:
    """Every link and picture inside the repository is there, and so is the heading it points at."""
    dead = []
    for token in _inline(page):
        target = str(token.attrs.get("href", token.attrs.get("src", "")))
        if target and not re.match(r"[a-z]+:", target):
            path, _, anchor = target.partition("#")
            file = (page.parent / path).resolve() if path else page
            if not file.is_relative_to(ROOT) or not file.exists() or (anchor and anchor not in _anchors(file)):
                dead.append(target)
    assert dead == []
