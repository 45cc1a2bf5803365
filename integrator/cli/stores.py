"""List the stores, add one, check what Shopify says about them, subscribe to their webhooks."""

import os
from argparse import ArgumentParser, Namespace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from integrator.cli.command import DONE, REFUSED, CommandError, add_verb, answer, table, verbs_of
from integrator.cli.needed import needs_of
from integrator.cli.rule_book import read_rules, wanted_topics
from integrator.cli.store_check import Finding, check_store
from integrator.cli.surroundings import choose_store, connected, read_settings, require_redis
from integrator.config_file import ConfigError
from integrator.settings import Settings
from integrator.stores import load_stores

_COLUMNS = ("domain", "title", "currency", "time_zone", "go_live", "quiet")


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the verbs."""
    verbs = verbs_of(parser)
    add_verb(verbs, "list", list_stores, "List the stores we serve")

    adding = add_verb(verbs, "add", add_store, "Add a store to stores.toml")
    adding.add_argument("domain", help="<name>.myshopify.com")
    adding.add_argument("--title", required=True, help="what people call the store")
    adding.add_argument("--currency", required=True, help="shop currency, such as EUR")
    adding.add_argument("--time-zone", required=True, help="such as Europe/Berlin")
    adding.add_argument("--go-live", type=date.fromisoformat, help="older orders are left alone; default today")

    checking = add_verb(verbs, "check", check_stores, "Compare stores.toml with what Shopify says")
    checking.add_argument("domain", nargs="?", help="left out: all stores")

    subscribing = add_verb(verbs, "subscribe", subscribe, "Make the webhook subscriptions that the rules need")
    subscribing.add_argument("domain", nargs="?", help="left out: the only store")
    subscribing.add_argument("--url", help="where Shopify shall deliver; default INTEGRATOR_INGRESS_PUBLIC_URL")


def list_stores(args: Namespace) -> int:
    """List the stores, in file order."""
    stores = load_stores(_file(read_settings()))
    rows = [{column: getattr(store, column) for column in _COLUMNS} for store in stores.values()]
    answer(args, rows, table(rows, _COLUMNS, empty="there are no stores"))
    return DONE


def add_store(args: Namespace) -> int:
    """Append a store; the file is replaced only when it can be read with the new entry."""
    file = _file(read_settings())
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    if args.domain in (load_stores(file) if before else {}):
        raise CommandError(f"{args.domain} is in {file} already.")
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        draft.write_text(before + _as_toml(args, separated=bool(before)), encoding="utf-8")
        load_stores(draft)
        draft.replace(file)
    except ConfigError as error:
        raise CommandError("\n".join(str(problem) for problem in error.problems)) from None
    finally:
        draft.unlink(missing_ok=True)
    answer(args, {"added": args.domain, "file": file}, [f"{args.domain} added to {file}"])
    return DONE


def check_stores(args: Namespace) -> int:
    """Log into each store and compare; 1 when something is wrong."""
    settings = read_settings()
    require_redis(settings)
    with connected(settings) as connections:
        stores = connections.stores
        chosen = [choose_store(stores, args.domain)] if args.domain else list(stores.values())
        url = delivery_url(settings)
        rules = read_rules(settings)
        topics = wanted_topics(rules)
        found = [
            finding
            for store in chosen
            for finding in check_store(connections, store, topics, url, needs=needs_of(store, rules))
        ]
    rows = [{"store": one.store, "good": one.is_good, "found": one.text, "mend": one.mend} for one in found]
    answer(args, rows, [_as_line(one) for one in found])
    return DONE if all(one.is_good for one in found) else REFUSED


def subscribe(args: Namespace) -> int:
    """Subscribe to every topic that a rule listens to; what exists already is left as it is."""
    settings = read_settings()
    require_redis(settings)
    url = args.url or delivery_url(settings)
    with connected(settings) as connections:
        store = choose_store(connections.stores, args.domain)
        shopify = connections.shopify(store)
        made = [shopify.subscribe(topic, url) for topic in wanted_topics(read_rules(settings))]
    rows: list[dict[str, Any]] = [{"topic": one.topic, "uri": one.uri, "id": one.id} for one in made]
    answer(args, rows, table(rows, ("topic", "uri"), empty="no rule listens to anything"))
    return DONE


def _file(settings: Settings) -> Path:
    return settings.config_dir / "stores.toml"


def delivery_url(settings: Settings) -> str:
    """Where Shopify delivers to, by the settings."""
    return settings.delivery_url


def _as_toml(args: Namespace, *, separated: bool) -> str:
    go_live = args.go_live or datetime.now(UTC).date()
    lines = [
        "[[store]]",
        f"domain = {_quoted(args.domain)}",
        f"title = {_quoted(args.title)}",
        f"go_live = {go_live.isoformat()}",
        f"currency = {_quoted(args.currency)}",
        f"time_zone = {_quoted(args.time_zone)}",
    ]
    return ("\n" if separated else "") + "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A TOML basic string; whatever could end it or is not printable is written as an escape."""
    return '"' + "".join(_escaped(character) for character in text) + '"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    return character if character.isprintable() else f"\\U{ord(character):08X}"


def _as_line(finding: Finding) -> str:
    mend = f". {finding.mend}" if finding.mend else ""
    return f"{'good ' if finding.is_good else 'WRONG'}  {finding.store}  {finding.text}{mend}"
