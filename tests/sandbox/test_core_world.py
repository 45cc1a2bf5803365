"""Effects, time and configuration: what every emulation stands on."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from integrator.sandbox.clock import SandboxClock
from integrator.sandbox.config import SandboxConfig
from integrator.sandbox.database import Database
from integrator.sandbox.effects import EffectLedger
from integrator.sandbox.world import World


def test_an_effect_is_in_the_file_as_soon_as_it_is_recorded(tmp_path: Path) -> None:
    path = tmp_path / "effects.jsonl"
    ledger = EffectLedger(path)

    ledger.record("shopify", "hold_placed", key="case-1", store="acme", subject="gid", detail={"order": "#1"})

    line = json.loads(path.read_text().splitlines()[0])
    assert (1, "shopify", "hold_placed", "case-1") == (
        line["seq"],
        line["system"],
        line["operation"],
        line["key"],
    )
    assert ("acme", "gid", {"order": "#1"}) == (line["store"], line["subject"], line["detail"])
    ledger.close()


def test_effects_go_on_counting_after_a_restart(tmp_path: Path) -> None:
    first = EffectLedger(tmp_path / "effects.jsonl")
    first.record("ecm", "folder_created")
    first.close()

    second = EffectLedger(tmp_path / "effects.jsonl")
    second.record("ecm", "document_created")

    assert [1, 2] == [effect["seq"] for effect in second.all()]
    assert ["document_created"] == [effect["operation"] for effect in second.all(since=1)]
    second.close()


def test_an_advanced_clock_stays_advanced_after_a_restart(database_path: Path) -> None:
    db = Database(database_path)
    SandboxClock(db).advance(3600)

    ahead = SandboxClock(db).now() - datetime.now(UTC)

    assert timedelta(minutes=59) < ahead < timedelta(minutes=61)
    db.close()


def test_time_never_runs_backwards(database_path: Path) -> None:
    db = Database(database_path)

    with pytest.raises(ValueError, match="only be advanced"):
        SandboxClock(db).advance(-1)
    db.close()


def test_a_reset_returns_to_the_first_moment_and_plants_seeds_again(tmp_path: Path) -> None:
    world = World.open(SandboxConfig(data_dir=tmp_path))
    world.after_reset.append(lambda: world.db.put("seed", "1", {"planted": True}))
    world.db.put("order", "1", {})
    world.effects.record("shopify", "hold_placed")
    world.clock.advance(3600)
    world.faults.add({"system": "ecm", "kind": "status"})

    world.reset()

    assert ([], [], []) == (world.db.all("order"), world.effects.all(), world.faults.all())
    assert [{"planted": True}] == world.db.all("seed")
    assert timedelta(minutes=1) > world.clock.now() - datetime.now(UTC)
    world.close()


def test_settings_come_from_the_environment() -> None:
    config = SandboxConfig.from_env(
        {
            "SANDBOX_PORT": "9200",
            "SANDBOX_STORES": "a.myshopify.com, b.myshopify.com",
            "SANDBOX_DATA_DIR": "/data",
        }
    )

    assert (9200, Path("/data")) == (config.port, config.data_dir)
    assert ("a.myshopify.com", "b.myshopify.com") == config.stores
    assert "demo" == config.tenant


def test_the_models_of_the_product_are_there_unless_the_environment_says_otherwise() -> None:
    shipped = SandboxConfig.from_env({}).models_dir

    assert shipped is not None
    assert (shipped / "shopify_order_review.bpmn").is_file()
    assert Path("/models") == SandboxConfig.from_env({"SANDBOX_MODELS_DIR": "/models"}).models_dir
    assert SandboxConfig.from_env({"SANDBOX_MODELS_DIR": ""}).models_dir is None


def test_a_port_that_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        SandboxConfig.from_env({"SANDBOX_PORT": "http"})
