"""Settings come from the environment and keep their secrets."""

from datetime import timedelta
from pathlib import Path

import pytest

from integrator.settings import Settings


def test_a_setting_is_read_from_its_prefixed_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTEGRATOR_GATHERING", "PT30S")

    assert timedelta(seconds=30) == Settings().gathering


@pytest.mark.parametrize("variable", ["DATABASE_URL", "INTEGRATOR_DATABASE_URL"])
def test_the_database_is_read_from_either_variable(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv(variable, "postgresql://db/fleet")

    assert "postgresql://db/fleet" == Settings().database_url


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://u@db/fleet", "postgresql+psycopg://u@db/fleet"),
        ("postgres://u@db/fleet", "postgresql+psycopg://u@db/fleet"),
        ("postgresql+psycopg://u@db/fleet", "postgresql+psycopg://u@db/fleet"),
        ("sqlite:////tmp/x.sqlite3", "sqlite:////tmp/x.sqlite3"),
    ],
)
def test_the_ledger_url_names_the_driver(url: str, expected: str) -> None:
    assert expected == Settings(database_url=url).ledger_url


def test_without_a_database_the_ledger_lies_in_the_data_folder(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, database_url="")

    assert f"sqlite:///{tmp_path}/ledger.sqlite3" == settings.ledger_url


def test_the_broker_is_the_one_that_is_set_before_the_embedded_one(tmp_path: Path) -> None:
    (tmp_path / "broker").mkdir()
    (tmp_path / "broker" / "url").write_text("redis://127.0.0.1:1/0\n")

    assert "redis://127.0.0.1:2/0" == Settings(data_dir=tmp_path, redis_url="redis://127.0.0.1:2/0").broker_url
    assert "redis://127.0.0.1:1/0" == Settings(data_dir=tmp_path, redis_url="").broker_url


def test_without_any_broker_the_address_is_empty(tmp_path: Path) -> None:
    assert "" == Settings(data_dir=tmp_path, redis_url="").broker_url


@pytest.mark.parametrize("name", ["SEAL_KEY", "SHOPIFY_CLIENT_SECRETS", "OPENTEXT_CLIENT_SECRET", "ECM_PASSWORD"])
def test_a_secret_never_shows(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(f"INTEGRATOR_{name}", "canary-5f2a")
    settings = Settings()

    assert "canary-5f2a" == getattr(settings, name.lower()).get_secret_value()
    assert "canary-5f2a" not in repr(settings) + str(settings) + settings.model_dump_json()


def test_settings_do_not_change_after_start() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().data_dir = Path("elsewhere")  # type: ignore[misc]
