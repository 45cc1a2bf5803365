"""Sealed bytes and the key they need."""

import concurrent.futures
import stat
from pathlib import Path

import pytest
from pydantic import SecretStr

from integrator.ledger.sealing import Seal, SealBroken, SealKeyUnusable, delivery_context
from integrator.settings import Settings

CONTEXT = delivery_context("acme.myshopify.com", "id-1")


def test_what_was_sealed_is_opened_again(seal: Seal) -> None:
    assert b"an order" == seal.open(seal.seal(b"an order", context=CONTEXT), context=CONTEXT)


def test_sealed_bytes_show_nothing_and_are_never_the_same_twice(seal: Seal) -> None:
    sealed = [seal.seal(b"an order", context=CONTEXT) for _ in range(100)]

    assert 100 == len(set(sealed))
    assert not any(b"order" in each for each in sealed)


def test_any_changed_bit_breaks_the_seal(seal: Seal) -> None:
    sealed = seal.seal(b"an order", context=CONTEXT)

    for position in range(len(sealed)):
        changed = bytearray(sealed)
        changed[position] ^= 1
        with pytest.raises(SealBroken):
            seal.open(bytes(changed), context=CONTEXT)


@pytest.mark.parametrize("length", range(34))
def test_cut_bytes_break_the_seal(seal: Seal, length: int) -> None:
    with pytest.raises(SealBroken):
        seal.open(seal.seal(b"an order", context=CONTEXT)[:length], context=CONTEXT)


def test_sealed_bytes_cannot_be_moved_to_another_delivery(seal: Seal) -> None:
    sealed = seal.seal(b"an order", context=CONTEXT)

    with pytest.raises(SealBroken):
        seal.open(sealed, context=delivery_context("other.myshopify.com", "id-1"))


def test_another_key_does_not_open(seal: Seal) -> None:
    with pytest.raises(SealBroken, match="another key"):
        Seal(b"k" * 32).open(seal.seal(b"an order", context=CONTEXT), context=CONTEXT)


def test_a_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "new")

    sealed = Seal.from_settings(settings).seal(b"an order", context=CONTEXT)

    assert b"an order" == Seal.from_settings(settings).open(sealed, context=CONTEXT)
    assert 0o600 == stat.S_IMODE((tmp_path / "new" / "seal.key").stat().st_mode)
    assert ["seal.key"] == [path.name for path in (tmp_path / "new").iterdir()]


def test_many_processes_that_start_together_agree_on_one_key(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)

    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        seals = list(pool.map(Seal.from_settings, [settings] * 64))

    sealed = seals[0].seal(b"an order", context=CONTEXT)
    assert [b"an order"] * 64 == [seal.open(sealed, context=CONTEXT) for seal in seals]


def test_a_configured_key_is_used_and_no_file_is_made(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, seal_key=SecretStr("00" * 32))

    Seal.from_settings(settings).open(Seal(bytes(32)).seal(b"", context=CONTEXT), context=CONTEXT)

    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize("key", ["xyz", "00" * 31, "00" * 33, "zz" * 32])
def test_a_malformed_key_is_refused_without_showing_it(tmp_path: Path, key: str) -> None:
    with pytest.raises(SealKeyUnusable) as refused:
        Seal.from_settings(Settings(data_dir=tmp_path, seal_key=SecretStr(key)))

    assert key not in str(refused.value)


def test_a_key_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    Seal.from_settings(settings)
    (tmp_path / "seal.key").chmod(0o640)

    with pytest.raises(SealKeyUnusable, match="0600"):
        Seal.from_settings(settings)
