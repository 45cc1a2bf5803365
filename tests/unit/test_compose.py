"""The container, process and lock files agree with each other and with what the product promises."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from integrator import queues

ROOT = Path(__file__).parents[2]

# The words of the compose specification that this file may use; a typing error is none of them. [documented]
TOP_LEVEL = {"name", "services", "networks", "volumes", "configs", "secrets", "include"}
SERVICE = {
    *(
        "build",
        "cap_drop",
        "command",
        "depends_on",
        "deploy",
        "entrypoint",
        "env_file",
        "environment",
        "healthcheck",
    ),
    *("image", "network_mode", "ports", "restart", "security_opt", "stop_grace_period", "user", "volumes"),
}
HEALTH_CHECK = {"test", "interval", "timeout", "retries", "start_period", "start_interval", "disable"}
CONDITIONS = {"service_started", "service_healthy", "service_completed_successfully"}
LONG_RUNNING = ("ingress", "worker", "beat", "flower", "postgres", "redis")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return document


@pytest.fixture(scope="module")
def services(compose: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = compose["services"]
    return found


@pytest.fixture(scope="module")
def procfile() -> dict[str, str]:
    lines = (ROOT / "Procfile").read_text().splitlines()
    return dict(re.fullmatch(r"(\w+): (.+)", line).groups() for line in lines)  # type: ignore[union-attr, misc]


def test_the_file_uses_only_words_of_the_specification(compose: dict[str, Any]) -> None:
    words = {word for word in compose if not word.startswith("x-")}

    assert words <= TOP_LEVEL
    for service in compose["services"].values():
        assert set(service) <= SERVICE
        assert set(service.get("healthcheck", {})) <= HEALTH_CHECK


def test_services_wait_only_for_services_that_exist(services: dict[str, dict[str, Any]]) -> None:
    for service in services.values():
        for other, wait in service.get("depends_on", {}).items():
            assert other in services
            assert wait["condition"] in CONDITIONS


def test_every_wait_for_health_is_for_a_service_that_has_a_check(services: dict[str, dict[str, Any]]) -> None:
    for service in services.values():
        for other, wait in service.get("depends_on", {}).items():
            assert "service_healthy" != wait["condition"] or "healthcheck" in services[other]


def test_named_volumes_are_declared(compose: dict[str, Any]) -> None:
    mounts = [mount for service in compose["services"].values() for mount in service.get("volumes", [])]
    named = {mount.partition(":")[0] for mount in mounts if not mount.startswith(".")}

    assert named == set(compose["volumes"])


@pytest.mark.parametrize("name", LONG_RUNNING)
def test_every_long_running_service_has_a_health_check(name: str, services: dict[str, dict[str, Any]]) -> None:
    assert services[name]["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}


def test_two_workers_run(services: dict[str, dict[str, Any]]) -> None:
    assert 2 == services["worker"]["deploy"]["replicas"]


def test_redis_keeps_what_the_preflight_asks_for(services: dict[str, dict[str, Any]]) -> None:
    command = services["redis"]["command"]

    assert "--appendonly yes" in command
    assert "--maxmemory-policy noeviction" in command
    assert "--port 0 --tls-port 6379" in command


def test_the_addresses_of_the_servers_insist_on_tls(services: dict[str, dict[str, Any]]) -> None:
    for name in ("ingress", "worker", "beat", "flower", "migrate"):
        environment = services[name]["environment"]
        assert environment["REDIS_URL"].startswith("rediss://")
        assert "sslmode=verify-full" in environment["DATABASE_URL"]


def test_ports_are_published_on_loopback_only(services: dict[str, dict[str, Any]]) -> None:
    published = [port for service in services.values() for port in service.get("ports", [])]

    assert ["127.0.0.1:8080:8080", "127.0.0.1:5555:5555"] == published


def test_flower_is_read_only_behind_a_login(services: dict[str, dict[str, Any]], procfile: dict[str, str]) -> None:
    assert "--read-only" in services["flower"]["command"]
    assert "${FLOWER_BASIC_AUTH:?}" == services["flower"]["environment"]["FLOWER_BASIC_AUTH"]
    assert "--read-only" in procfile["flower"]
    assert "--address=127.0.0.1" in procfile["flower"]
    assert "${FLOWER_BASIC_AUTH:?" in procfile["flower"]


def test_no_password_is_written_into_the_file(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        for name, value in service.get("environment", {}).items():
            assert "PASSWORD" not in name or value.startswith("${")


def test_the_procfile_starts_every_process(procfile: dict[str, str]) -> None:
    assert {"sandbox", "ingress", "urgent", "worker1", "worker2", "beat", "flower"} == set(procfile)


def test_the_workers_listen_to_all_queues_and_leave_the_processor_to_the_urgent_one(
    services: dict[str, dict[str, Any]], procfile: dict[str, str]
) -> None:
    for command in (services["worker"]["command"], procfile["worker1"], procfile["worker2"]):
        assert f"-Q {','.join(queues.QUEUES)} " in command
        assert "nice -n 10 celery" in command


def test_the_urgent_worker_listens_to_what_people_wait_for(
    services: dict[str, dict[str, Any]], procfile: dict[str, str]
) -> None:
    for command in (services["urgent"]["command"], procfile["urgent"]):
        assert f"-Q {','.join(queues.URGENT)} " in command
        assert "nice" not in command


def test_every_variable_that_compose_needs_is_in_the_example() -> None:
    needed = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))
    given = set(re.findall(r"^(\w+)=.", (ROOT / ".env.example").read_text(), flags=re.MULTILINE))

    assert needed <= given


def test_the_image_installs_by_hash_and_runs_without_root() -> None:
    lines = (ROOT / "Dockerfile").read_text()

    assert "--require-hashes -r requirements-run.lock" in lines
    assert re.search(r"^USER fleet$", lines, flags=re.MULTILINE)


def test_the_readme_installs_by_hash_in_one_line_each() -> None:
    commands = re.findall(r"^python3 -m venv .*$", (ROOT / "README.md").read_text(), flags=re.MULTILINE)

    assert ["integrator demo", "pytest"] == [command.rpartition(".venv/bin/")[2] for command in commands]
    for command in commands:
        assert "--require-hashes -r requirements.lock" in command


def test_what_runs_in_production_is_what_was_tested() -> None:
    assert _locked("requirements-run.lock") <= _locked("requirements.lock")


def test_what_is_measured_is_what_was_tested() -> None:
    assert _locked("requirements.lock") <= _locked("requirements-bench.lock")


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-run.lock", "requirements-bench.lock"])
def test_every_locked_library_has_hashes_and_no_place_of_this_machine(name: str) -> None:
    text = (ROOT / name).read_text()
    libraries = re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE)[1:]

    assert all("--hash=sha256:" in library for library in libraries)
    assert "://" not in text
    assert not re.search(r"--(extra-)?index-url|--find-links", text)


@pytest.mark.parametrize("lock", [("requirements.lock", "dev"), ("requirements-bench.lock", "bench")])
def test_the_lock_holds_what_the_project_asks_for(lock: tuple[str, str]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    name, extra = lock
    wanted = [*project["dependencies"], *extras.get(extra, [])]
    locked = dict(library.split("==") for library in _locked(name))

    for requirement in map(Requirement, wanted):
        assert requirement.specifier.contains(locked[canonicalize_name(requirement.name)])


def _locked(name: str) -> set[str]:
    return set(re.findall(r"^[\w.-]+==\S+", (ROOT / name).read_text(), flags=re.MULTILINE))
