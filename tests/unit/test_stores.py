"""Which stores we serve, and with which secrets."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from integrator.config_file import ConfigError
from integrator.settings import Settings
from integrator.stores import MissingSecretError, Store, credentials_of, load_stores, secrets_of

SHIPPED = Path(__file__).parents[2] / "config" / "stores.toml"
GOOD = """
[[store]]
domain = "acme.myshopify.com"
title = "Acme"
go_live = 2026-03-29
currency = "EUR"
time_zone = "Europe/Berlin"
"""


def store(**changes: str) -> Store:
    facts = {"domain": "acme.myshopify.com", "title": "Acme", "currency": "EUR", "time_zone": "Europe/Berlin"}
    return Store(**({"go_live": date(2026, 3, 29)} | facts | changes))


def settings(*, client_id: str = "common-id", secrets: str = "new old") -> Settings:
    return Settings(shopify_client_id=client_id, shopify_client_secrets=SecretStr(secrets))


def refusal(tmp_path: Path, text: str) -> str:
    file = tmp_path / "stores.toml"
    file.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load_stores(file)
    return str(caught.value)


def test_the_shipped_file_loads_with_the_store_of_the_sandbox() -> None:
    assert ["acme.myshopify.com"] == list(load_stores(SHIPPED))


def test_what_is_left_out_has_its_default(tmp_path: Path) -> None:
    file = tmp_path / "stores.toml"
    file.write_text(GOOD)

    acme = load_stores(file)["acme.myshopify.com"]

    assert ("ot", "SHOPIFY", False, False) == (
        acme.tag_prefix,
        acme.ecm_external_system,
        acme.capture_on_release,
        acme.quiet,
    )


@pytest.mark.parametrize(
    ("was", "now", "expected"),
    [
        ("title =", "titel =", 'key "titel": unknown key; did you mean "title"?'),
        ("acme.myshopify.com", "ACME.myshopify.com", "is not a domain such as 'acme.myshopify.com'"),
        ("acme.myshopify.com", "https://acme.myshopify.com", "is not a domain such as"),
        ("acme.myshopify.com", "acme.myshopify.com.evil.example", "is not a domain such as"),
        ("acme.myshopify.com", "-acme.myshopify.com", "is not a domain such as"),
        ("acme.myshopify.com", "acme.example", "is not a domain such as"),
        ("Europe/Berlin", "Berlin", "'Berlin' is not an IANA time zone such as 'Europe/Berlin'"),
        ("Europe/Berlin", "../../etc/passwd", "is not an IANA time zone"),
        ('"EUR"', '"euro"', 'key "currency": String should match pattern'),
        ("2026-03-29", '"next spring"', 'key "go_live": Input should be a valid date'),
        ('title = "Acme"', 'title = "Acme"\nsecrets_env = "lower"', 'key "secrets_env": String should match'),
        ('title = "Acme"', 'title = "Acme"\ntag_prefix = "o t"', 'key "tag_prefix": String should match'),
    ],
)
def test_a_mistake_is_named_with_its_store(tmp_path: Path, was: str, now: str, expected: str) -> None:
    told = refusal(tmp_path, GOOD.replace(was, now))

    assert expected in told
    assert "stores.toml: store " in told


def test_a_domain_with_a_line_break_at_its_end_is_refused(tmp_path: Path) -> None:
    assert "is not a domain" in refusal(tmp_path, GOOD.replace("shopify.com", r"shopify.com\n"))


def test_one_domain_twice_is_refused(tmp_path: Path) -> None:
    assert 'key "domain": is already used by another store' in refusal(tmp_path, GOOD + GOOD)


def test_a_missing_file_is_told_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"stores\.toml: the file does not exist"):
        load_stores(tmp_path / "stores.toml")


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "stores.toml").write_bytes(b'title = "M\xfcller"')

    with pytest.raises(ConfigError, match="not UTF-8"):
        load_stores(tmp_path / "stores.toml")


def test_the_go_live_day_begins_at_midnight_of_the_store() -> None:
    assert datetime(2026, 3, 28, 23, 0, tzinfo=UTC) == store().go_live_at


def test_a_store_without_secrets_of_its_own_uses_the_common_ones_newest_first() -> None:
    assert (b"new", b"old") == secrets_of(store(), settings())


def test_a_store_with_its_own_variable_uses_only_that() -> None:
    own = store(secrets_env="ACME_SECRETS")

    assert (b"own-2", b"own-1") == secrets_of(own, settings(), environ={"ACME_SECRETS": "own-2\nown-1"})


@pytest.mark.parametrize("environ", [{}, {"ACME_SECRETS": "  "}])
def test_an_empty_variable_does_not_fall_back_to_the_common_secrets(environ: dict[str, str]) -> None:
    with pytest.raises(MissingSecretError, match=r"^store acme\.myshopify\.com: .* ACME_SECRETS is missing"):
        secrets_of(store(secrets_env="ACME_SECRETS"), settings(), environ=environ)


def test_no_secret_at_all_is_an_error_that_names_the_common_variable() -> None:
    with pytest.raises(MissingSecretError, match="INTEGRATOR_SHOPIFY_CLIENT_SECRETS"):
        secrets_of(store(), settings(secrets=""))


def test_the_credentials_are_the_client_id_and_the_newest_secret() -> None:
    credentials = credentials_of(store(), settings())

    assert ("common-id", "new") == (credentials.client_id, credentials.client_secret.get_secret_value())


def test_the_credentials_never_show_their_secret() -> None:
    assert "new" not in repr(credentials_of(store(), settings()))


def test_a_store_may_have_a_client_id_of_its_own() -> None:
    own = store(client_id_env="ACME_ID")

    assert "acme-id" == credentials_of(own, settings(), environ={"ACME_ID": "acme-id"}).client_id


def test_a_missing_client_id_is_told_with_its_variable() -> None:
    with pytest.raises(MissingSecretError, match="INTEGRATOR_SHOPIFY_CLIENT_ID"):
        credentials_of(store(), settings(client_id=""))
