"""Check the rules, try them on one order, simulate them on the orders of the last days."""

from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from integrator.cli.command import DONE, CommandError, add_verb, answer, table, verbs_of
from integrator.cli.rule_book import read_rules
from integrator.cli.rules_simulation import read_recent_orders, simulate
from integrator.cli.surroundings import choose_store, connected, read_settings, require_redis
from integrator.cli.values import count, duration, moment
from integrator.events.order import OrderSnapshot
from integrator.rules import TOPICS, Explanation
from integrator.stores import load_stores

_RULE_COLUMNS = ("name", "version", "mode", "owner", "valid_from", "severity", "reason")
_FOUND_COLUMNS = ("order", "total", "reasons", "watched")


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the verbs."""
    verbs = verbs_of(parser)
    checking = add_verb(verbs, "check", check_rules, "Read the rules and name every mistake")

    trying = add_verb(verbs, "try", try_order, "Say what each rule thinks of one order, and why")
    trying.add_argument("order", type=Path, metavar="FILE", help="an order snapshot as JSON")
    trying.add_argument("--at", type=moment, help="judge as if it were then, such as 2026-11-20T12:00Z")

    simulating = add_verb(verbs, "simulate", simulate_rules, "Judge a store's recent orders, and do nothing")
    simulating.add_argument("--store", help="domain; left out when there is only one")
    simulating.add_argument("--since", type=duration, default=timedelta(days=7), help="such as 7d, the default")
    simulating.add_argument("--limit", type=count, default=200, help="most orders; default %(default)s")

    for verb in (trying, simulating):
        verb.add_argument("--topic", default="orders/create", choices=sorted(TOPICS), metavar="TOPIC")
    for verb in (checking, trying, simulating):
        verb.add_argument("--rules", type=Path, metavar="FILE", help="another rules file, such as a draft")


def check_rules(args: Namespace) -> int:
    """Load the rules against flows, teams and stores, and list them."""
    rules = [
        {column: getattr(rule, column) for column in _RULE_COLUMNS}
        for rule in read_rules(read_settings(), args.rules).rules
    ]
    answer(args, rules, table(rules, _RULE_COLUMNS, empty="there are no rules"))
    return DONE


def try_order(args: Namespace) -> int:
    """Explain every rule on the order of a file."""
    settings = read_settings()
    order = _read_order(args.order)
    store = choose_store(load_stores(settings.config_dir / "stores.toml"), order.store)
    at = args.at or datetime.now(UTC)
    told = read_rules(settings, args.rules).explain(order, topic=args.topic, store=store, at=at)
    answer(args, [_as_json(one) for one in told], [line for one in told for line in _as_lines(one)])
    return DONE


def simulate_rules(args: Namespace) -> int:
    """Read recent orders from Shopify and say what the rules would find; nothing is written anywhere (R9)."""
    settings = read_settings()
    require_redis(settings)
    book = read_rules(settings, args.rules)
    with connected(settings) as connections:
        store = choose_store(connections.stores, args.store)
        now = connections.clock.now()
        orders = read_recent_orders(connections.shopify(store), since=now - args.since, limit=args.limit)
    simulated = simulate(book, orders, topic=args.topic, store=store, at=now)
    document = {
        "store": store.domain,
        "orders": len(orders),
        "reasons": simulated.counts,
        "found": simulated.found,
    }
    summary = ", ".join(f"{word} {number}" for word, number in simulated.counts.items()) or "no reason at all"
    lines = table(simulated.found, _FOUND_COLUMNS, empty="no rule would fire")
    answer(args, document, [f"{len(orders)} orders of {store.domain}: {summary}", *lines])
    return DONE


def _read_order(file: Path) -> OrderSnapshot:
    try:
        return OrderSnapshot.model_validate_json(file.read_bytes())
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the file"
        raise CommandError(f"{file} is not an order snapshot; {place}: {first['msg']}.") from None


def _as_json(told: Explanation) -> dict[str, Any]:
    rule = told.rule
    return {
        "rule": rule.name,
        "version": rule.version,
        "mode": rule.mode,
        "applies": told.applies,
        "why": told.why,
        "flows": rule.flows if told.applies else (),
    }


def _as_lines(told: Explanation) -> list[str]:
    rule = told.rule
    word = "no" if not told.applies else "watch" if rule.mode == "watch" else "yes"
    starts = f" starts {', '.join(rule.flows)}" if word == "yes" else ""
    return [f"{word:<6}{rule.name}{starts}", *(f"      - {why}" for why in told.why)]
