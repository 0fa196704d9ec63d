"""The workflows of GitHub, as far as they can be tried without GitHub: their form, and the commands of their steps."""

import hashlib
import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import regex
import yaml

from mlanki.cli import main

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / ".github" / "workflows"
STARTER = ROOT / "mlanki" / "starter" / "release.yml"
WORKFLOWS = [*sorted(FOLDER.glob("*.yml")), STARTER]

# The newest that we know of; each was seen with its version in the workflows of several projects.
ACTIONS = {
    "actions/attest-build-provenance": "a2bbfa25375fe432b6a289bc6b6cd05ecd0c4c32",
    "actions/checkout": "de0fac2e4500dabe0009e67214ff5f5447ce83dd",
    "actions/deploy-pages": "cd2ce8fcbc39b97be8ca5fce6e763baed58fa128",
    "actions/download-artifact": "3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c",
    "actions/setup-python": "a309ff8b426b58ec0e2a45f0f869d46889d02405",
    "actions/upload-artifact": "043fb46d1a93c77aae656e7c1c64a875d1fc6a0a",
    "actions/upload-pages-artifact": "fc324d3547104276b827a68afc52ff2a11cc49c9",
}

SITE = "env.PAGES == 'true'"  # the condition of the steps that make it

# `gh` without GitHub: one release came before, and what is published is written down.
GH = """#!/bin/sh
case "$1 $2" in
  "release list") test -d "$BEFORE" && echo v0 || true ;;
  "release download") cp "$BEFORE/$5" "$7" ;;
  "release create") printf '%s\\n' "$@" > "$PUBLISHED" ;;
  *) echo "unknown: $*" >&2; exit 1 ;;
esac
"""


def load(file: Path) -> dict[Any, Any]:
    workflow: dict[Any, Any] = yaml.safe_load(file.read_text("utf-8"))
    return workflow


def steps_of(job: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from job["steps"]


def test_there_are_workflows() -> None:
    assert [file.name for file in WORKFLOWS] == ["ci.yml", "release.yml", "release.yml"]


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_workflow_is_what_the_schema_of_github_says(file: Path) -> None:
    command = (sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", str(file))
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: str(file.relative_to(ROOT)))
def test_actions_are_githubs_own_and_pinned_by_commit(file: Path) -> None:
    used = regex.findall(r"uses: ([\w/-]+)@(\S+) # v\d+\.\d+\.\d+\n", file.read_text("utf-8"))

    assert len(used) == file.read_text("utf-8").count("uses:") > 0
    assert {action: ACTIONS[action] for action, _ in used} == dict(used)


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: str(file.relative_to(ROOT)))
def test_permissions_are_named_for_each_job_and_only_a_release_may_write(file: Path) -> None:
    workflow = load(file)
    if file.name == "release.yml":
        assert workflow["permissions"] == {}
        assert {name: job["permissions"] for name, job in workflow["jobs"].items()} == {
            "release": {"contents": "write", "id-token": "write", "attestations": "write"},
            "pages": {"pages": "write", "id-token": "write"},
        }
    else:
        assert workflow["permissions"] == {"contents": "read"}
        assert all("permissions" not in job for job in workflow["jobs"].values())
    assert all("timeout-minutes" in job for job in workflow["jobs"].values())


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_script_has_an_expression_in_it(file: Path) -> None:
    # What GitHub puts in place of an expression would be read as shell.
    scripts = [step["run"] for job in load(file)["jobs"].values() for step in steps_of(job) if "run" in step]

    assert scripts
    assert [script for script in scripts if "${{" in script] == []


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_command_of_mlanki_and_every_target_of_make_exists(file: Path) -> None:
    scripts = "\n".join(step.get("run", "") for job in load(file)["jobs"].values() for step in steps_of(job))
    targets = regex.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), regex.MULTILINE)

    commands = set(regex.findall(r"\bmlanki (\w+)", scripts))
    assert "build" in commands
    assert commands <= set(main.commands)
    assert set(regex.findall(r"\bmake (\w+)", scripts)) <= set(targets)


def test_the_workflow_of_a_new_repository_does_what_that_of_mlanki_does() -> None:
    ours, theirs = load(FOLDER / "release.yml")["jobs"], load(STARTER)["jobs"]
    assert ours["release"]["env"].pop("SOURCES") == "${{ inputs.sources || 'raw/' }}"
    assert ours["release"]["env"].pop("MLANKI") == "${{ inputs.mlanki || format('file://{0}', github.workspace) }}"
    assert ours["release"]["env"].pop("PAGES") == "${{ inputs.pages }}"
    assert theirs["release"]["env"].pop("SOURCES") == "raw/"
    assert theirs["release"]["env"].pop("MLANKI") == "{origin}"
    assert theirs["release"]["env"].pop("PAGES") is True

    assert theirs == ours


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: str(file.relative_to(ROOT)))
def test_mlanki_is_never_installed_by_a_name_that_anybody_might_take(file: Path) -> None:
    text = file.read_text("utf-8")

    assert not regex.search(r"mlanki\s*(?:[=<>~!]=|>|<)|default: mlanki|pip install mlanki", text)
    assert {*regex.findall(r"pip install ([^#\n]+?) *(?:#.*)?\n", text)} <= {
        *(".", "./base", '"mlanki[preview] @ $MLANKI"')
    }


def test_the_call_that_the_documentation_shows_fits_the_workflow_and_takes_ten_lines(tmp_path: Path) -> None:
    (text,) = regex.findall(r"```yaml\n(.*?)```", (ROOT / "docs" / "keeping.md").read_text("utf-8"), regex.DOTALL)
    (tmp_path / "release.yml").write_text(text.replace("COMMIT", "0" * 40), "utf-8")
    command = (sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows")
    ran = subprocess.run((*command, tmp_path / "release.yml"), capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout

    called, call = load(FOLDER / "release.yml"), load(tmp_path / "release.yml")
    assert len(text.splitlines()) <= 11
    assert call["jobs"]["release"]["uses"].startswith("OWNER/mlanki/.github/workflows/release.yml@")
    # YAML takes the key `on` for a truth value.
    inputs = called[True]["workflow_call"]["inputs"]
    assert set(call["jobs"]["release"]["with"]) <= set(inputs)
    assert {name for name, given in inputs.items() if given.get("required")} <= set(call["jobs"]["release"]["with"])
    # A called workflow gets no permission that its caller does not have.
    jobs = called["jobs"].values()
    assert call["permissions"] == {name: right for job in jobs for name, right in job["permissions"].items()}


def test_the_site_is_published_by_a_job_that_runs_nothing_else() -> None:
    jobs = load(STARTER)["jobs"]

    assert jobs["release"]["outputs"] == {"pages": "${{ env.PAGES }}"}
    assert jobs["pages"]["if"] == "needs.release.outputs.pages == 'true'"
    assert jobs["pages"]["environment"]["name"] == "github-pages"
    assert [set(step) for step in steps_of(jobs["pages"])] == [{"uses", "id"}]
    assert [step["if"] for step in steps_of(jobs["release"]) if "pages-artifact" in step.get("uses", "")] == [SITE]


@pytest.fixture
def runner(raw: Path, tmp_path: Path) -> "Runner":
    """A clone of a repository with a deck, on a machine that has git, Python and mlanki."""
    repository = raw.parent
    (repository / "mlanki.toml").touch()
    commands = tmp_path / "bin"
    commands.mkdir()
    (commands / "gh").write_text(GH)
    (commands / "mlanki").write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m mlanki "$@"\n')
    for command in commands.iterdir():
        command.chmod(command.stat().st_mode | stat.S_IXUSR)
    return Runner(repository, tmp_path, commands)


class Runner:
    """Runs the steps of a job as GitHub's runner does: each script by bash, ended by the first error."""

    def __init__(self, repository: Path, scratch: Path, commands: Path) -> None:
        self.repository = repository
        self.summary = scratch / "summary.md"
        self.published = scratch / "published.txt"
        self.before = scratch / "before"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
            "PATH": f"{commands}:{os.environ['PATH']}",
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "BEFORE": str(self.before),
            "PUBLISHED": str(self.published),
        }

    def git(self, *arguments: str) -> str:
        command = ("git", "-c", "user.name=A", "-c", "user.email=a@example.org", *arguments)
        ran = subprocess.run(
            command, cwd=self.repository, env=self.environment, capture_output=True, text=True, check=True
        )
        return ran.stdout.strip()

    def commit(self) -> str:
        self.git("init", "-q")
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "x")
        return self.git("rev-parse", "HEAD")

    def run(self, job: dict[str, Any], **environment: str) -> tuple[str, str]:
        """Run the job's scripts but for those that install; the name of the step that failed, and what it said."""
        said = ""
        for step in steps_of(job):
            script = regex.sub(r"(?m)^.*\bpython -m (?:pip|venv) .*\n?", "", step.get("run", ""))
            if not script.strip() or (step.get("if") == SITE and environment.get("PAGES") != "true"):
                continue
            ran = subprocess.run(
                ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script),
                cwd=self.repository,
                env={**self.environment, **environment},
                capture_output=True,
                text=True,
                check=False,
            )
            said += ran.stdout + ran.stderr
            if ran.returncode:
                return step["name"], said
        return "", said


@pytest.fixture
def release() -> dict[str, Any]:
    job: dict[str, Any] = load(STARTER)["jobs"]["release"]
    return job


ENVIRONMENT = {"SOURCES": "raw/", "TAG": "v1", "GH_TOKEN": "none"}


def build(runner: Runner, folder: str = "build") -> None:
    command = ("mlanki", "build", "raw/", "-o", folder, "--quiet")
    subprocess.run(command, cwd=runner.repository, env=runner.environment, check=True)


def seal(runner: Runner, name: str) -> None:
    command = ("mlanki", "release", name, "raw/", "-o", "build", "--quiet")
    subprocess.run(command, cwd=runner.repository, env=runner.environment, check=True)


def test_a_first_release_publishes_every_package_with_its_checksums(runner: Runner, release: dict[str, Any]) -> None:
    seal(runner, "v1")
    shutil.rmtree(runner.repository / "build")
    runner.commit()

    failed, said = runner.run(release, **ENVIRONMENT)

    assert failed == "", said
    assert runner.summary.read_text() == "The first release.\n"
    assert not (runner.repository / "site").exists()
    assert runner.published.read_text().split("\n") == [
        *("release", "create", "v1", "--verify-tag", "--title", "v1", "--notes-file", "notes.md"),
        *("dist/all.apkg", "dist/basics.apkg", "dist/machine-learning.apkg", "dist/nn.apkg"),
        *("dist/records.jsonl", "dist/manifest.json", "dist/SHA256SUMS", ""),
    ]


def correct_an_answer(runner: Runner) -> None:
    """A release, and a commit that is to be a second one, in which an answer has other words."""
    seal(runner, "v0")
    (runner.repository / "build").rename(runner.before)
    page = runner.repository / "raw" / "tag-basics.txt"
    page.write_text(page.read_text().replace("too simple", "much too simple"))
    seal(runner, "v1")
    shutil.rmtree(runner.repository / "build")
    runner.commit()


def test_a_later_release_tells_what_it_changed(runner: Runner, release: dict[str, Any]) -> None:
    correct_an_answer(runner)

    failed, said = runner.run(release, **ENVIRONMENT)

    assert failed == "", said
    assert runner.summary.read_text().startswith("1 answer corrected: ML0010.\n\n### Corrected\n")
    assert {"v1", "dist/corrections.txt"} <= set(runner.published.read_text().split("\n"))


def test_the_site_of_a_release_shows_its_cards_its_news_and_its_packages(
    runner: Runner, release: dict[str, Any]
) -> None:
    correct_an_answer(runner)

    failed, said = runner.run(release, **ENVIRONMENT, PAGES="true")

    assert failed == "", said
    site, packages = runner.repository / "site", runner.repository / "dist"
    shown = json.loads((site / "cards.js").read_text("utf-8").removeprefix("window.preview = ").removesuffix(";\n"))
    assert shown["title"] == "ML Interview"
    assert shown["release"] == "v1"
    assert shown["headline"] == "1 answer corrected: ML0010"
    assert shown["mathjax"] == "mathjax/tex-chtml-full.js"
    assert [file["name"] for file in shown["downloads"]] == [
        *("all.apkg", "basics.apkg", "machine-learning.apkg", "nn.apkg", "corrections.txt", "SHA256SUMS"),
    ]
    for file in shown["downloads"]:
        data = (site / "downloads" / file["name"]).read_bytes()
        assert data == (packages / file["name"]).read_bytes()
        assert (file["bytes"], file["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())


def test_a_release_without_a_ledger_is_stopped(runner: Runner, release: dict[str, Any]) -> None:
    runner.commit()

    failed, said = runner.run(release, **ENVIRONMENT)

    assert failed == "The ledger is committed and current"
    assert "pathspec '*mlanki.lock' did not match" in said
    assert not runner.published.exists()


def test_a_release_with_a_ledger_of_before_the_last_change_is_stopped(runner: Runner, release: dict[str, Any]) -> None:
    seal(runner, "v1")
    page = runner.repository / "raw" / "tag-basics.txt"
    page.write_text(page.read_text().replace("too simple", "much too simple"))
    runner.commit()

    failed, said = runner.run(release, **ENVIRONMENT)

    assert failed == "The ledger is committed and current"
    assert "::error::mlanki.lock is not current: run mlanki release v1, commit it, and tag again" in said
    assert not runner.published.exists()


@pytest.mark.parametrize("sealed", ["", "v0"])
def test_what_no_release_of_that_name_has_sealed_is_not_published(
    runner: Runner, release: dict[str, Any], sealed: str
) -> None:
    if sealed:
        seal(runner, sealed)
        page = runner.repository / "raw" / "tag-basics.txt"
        page.write_text(page.read_text().replace("too simple", "much too simple"))
    build(runner)
    shutil.rmtree(runner.repository / "build")
    runner.commit()

    failed, said = runner.run(release, **ENVIRONMENT)

    assert failed == "The release is whole and sealed"
    assert "this build is not v1 as the ledger has sealed it; run mlanki release, commit, and tag again" in said
    assert not runner.published.exists()


def test_a_pull_request_shows_its_cards_and_what_changes(runner: Runner) -> None:
    build(runner)
    base = runner.commit()
    page = runner.repository / "raw" / "tag-basics.txt"
    page.write_text(page.read_text().replace("too simple", "much too simple"))
    scripts = runner.repository / "base-env" / "bin"
    scripts.mkdir(parents=True)
    shutil.copy(shutil.which("mlanki", path=runner.environment["PATH"]) or "", scripts / "mlanki")

    failed, said = runner.run(load(FOLDER / "ci.yml")["jobs"]["cards"], BASE=base)

    assert failed == "", said
    assert runner.summary.read_text().startswith("1 answer corrected: ML0010.\n")
    assert (runner.repository / "cards" / "all.apkg").is_file()
    assert (runner.repository / "cards" / "preview" / "index.html").is_file()


@pytest.mark.parametrize("same", [True, False])
def test_checksums_of_the_pythons_are_compared(runner: Runner, *, same: bool) -> None:
    for version in ("3.11", "3.12", "3.13"):
        folder = runner.repository / "sums" / f"sums-{version}"
        folder.mkdir(parents=True)
        (folder / "SHA256SUMS").write_text("0  all.apkg\n" if same or version != "3.12" else "1  all.apkg\n")
        (folder / "manifest.json").write_text('{"tools": {}}\n')

    failed, said = runner.run(load(FOLDER / "ci.yml")["jobs"]["same-bytes"])

    assert failed == ("" if same else "Compare the checksums")
    assert ('{"tools": {}}' in said) is not same


def test_every_command_of_the_table_of_promises_can_be_repeated() -> None:
    table = (ROOT / ".github" / "SECURITY.md").read_text("utf-8")
    files = regex.findall(r"(?:tests|benchmarks)/[\w/]+\.py", table)

    assert len(files) > 10
    assert [file for file in files if not (ROOT / file).is_file()] == []
    assert regex.findall(r"`make (\w+)`", table) == ["test", "audit"]
    assert "\naudit: " in (ROOT / "Makefile").read_text("utf-8")
