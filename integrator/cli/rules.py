"""Check the rules, try them on one order, simulate them on the orders of the last days."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from integrator.clock import parse_duration
from integrator.cli.command import DONE, CommandError, add_verb, answer, table, verbs_of
from integrator.cli.surroundings import connected, read_settings
from integrator.context import Connections
from integrator.events.order import OrderSnapshot
from integrator.flow import load_flows
from integrator.rules import TOPICS, Explanation, RuleBook, load_rules, signatures_of
from integrator.settings import Settings
from integrator.stores import Store, load_stores
from integrator.teams import load_teams

_RULE_COLUMNS = ("name", "version", "mode", "owner", "valid_from", "severity", "reason")
_FOUND_COLUMNS = ("order", "total", "reasons", "watched")


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the verbs."""
    verbs = verbs_of(parser)
    _with_file(add_verb(verbs, "check", check, "Read the rules and name every mistake"))

    trying = _with_file(add_verb(verbs, "try", try_order, "Say what each rule thinks of one order, and why"))
    trying.add_argument("order", type=Path, metavar="FILE", help="an order snapshot as JSON")
    trying.add_argument("--topic", default="orders/create", choices=sorted(TOPICS), metavar="TOPIC")
    trying.add_argument("--at", type=_moment, help="judge as if it were this moment, such as 2026-11-20T12:00Z")

    simulating = _with_file(add_verb(verbs, "simulate", simulate, "Judge a store's recent orders, and do nothing"))
    simulating.add_argument("--store", help="domain; left out when there is only one")
    simulating.add_argument("--since", type=_duration, default=timedelta(days=7), help="such as 7d, the default")
    simulating.add_argument("--limit", type=int, default=200, help="most orders to read; default %(default)s")
    simulating.add_argument("--topic", default="orders/create", choices=sorted(TOPICS), metavar="TOPIC")


def check(args: Namespace) -> int:
    """Load the rules against flows, teams and stores, and list them."""
    rules = [rule.model_dump() for rule in _book(args, read_settings()).rules]
    lines = table(rules, _RULE_COLUMNS, empty="there are no rules")
    answer(args, [{name: rule[name] for name in _RULE_COLUMNS} for rule in rules], lines)
    return DONE


def try_order(args: Namespace) -> int:
    """Explain every rule on the order of a file."""
    settings = read_settings()
    order = _read_order(args.order)
    store = _store(load_stores(settings.config_dir / "stores.toml"), order.store)
    at = args.at or datetime.now(UTC)
    told = _book(args, settings).explain(order, topic=args.topic, store=store, at=at)
    answer(args, [_as_json(one) for one in told], [line for one in told for line in _as_lines(one)])
    return DONE


def simulate(args: Namespace) -> int:
    """Read recent orders from Shopify and count what the rules would find; nothing is written anywhere (R9)."""
    settings = read_settings()
    book = _book(args, settings)
    with connected(settings) as connections:
        store = _store(connections.stores, args.store or _only(connections.stores))
        now = connections.clock.now()
        orders = _recent_orders(connections, store, since=now - args.since, limit=args.limit)
    found = [row for order in orders if (row := _found(book, order, args.topic, store, now))]
    counts = Counter(word for row in found for word in row["reasons"] + row["watched"])
    document = {"store": store.domain, "orders": len(orders), "reasons": counts, "found": found}
    summary = ", ".join(f"{word} {count}" for word, count in counts.most_common()) or "no reason at all"
    rows = [row | {"reasons": ", ".join(row["reasons"]), "watched": ", ".join(row["watched"])} for row in found]
    lines = [f"{len(orders)} orders of {store.domain} read: {summary}"]
    answer(args, document, lines + (table(rows, _FOUND_COLUMNS, empty="") if rows else []))
    return DONE


def _with_file(parser: ArgumentParser) -> ArgumentParser:
    parser.add_argument("--rules", type=Path, metavar="FILE", help="another rules file, such as a draft")
    return parser


def _book(args: Namespace, settings: Settings) -> RuleBook:
    return load_rules(
        args.rules or settings.config_dir / "rules.toml",
        flows=signatures_of(load_flows(settings.flows_package).values()),
        teams=load_teams(settings.config_dir / "teams.toml"),
        stores=load_stores(settings.config_dir / "stores.toml"),
    )


def _read_order(file: Path) -> OrderSnapshot:
    try:
        return OrderSnapshot.model_validate_json(file.read_bytes())
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the file"
        raise CommandError(f"{file} is not an order snapshot: {place}: {first['msg']}") from None


def _recent_orders(connections: Connections, store: Store, *, since: datetime, limit: int) -> list[OrderSnapshot]:
    shopify = connections.shopify(store)
    orders: list[OrderSnapshot] = []
    after: str | None = None
    while True:
        page = shopify.orders_updated_since(since, after=after)
        for changed in page.orders:
            if len(orders) == limit:
                return orders
            if order := shopify.get_order(changed.id):
                orders.append(order)
        if not (after := page.after):
            return orders


def _found(book: RuleBook, order: OrderSnapshot, topic: str, store: Store, at: datetime) -> dict[str, Any] | None:
    matches = book.judge(order, topic=topic, store=store, at=at)
    if not matches:
        return None
    return {
        "order": order.name,
        "total": str(order.total),
        "reasons": [match.reason.word for match in matches if not match.watch],
        "watched": [match.reason.word for match in matches if match.watch],
    }


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
    word = ("WATCH" if told.rule.mode == "watch" else "YES") if told.applies else "no"
    starts = f" starts {', '.join(told.rule.flows)}" if told.applies and word == "YES" else ""
    return [f"{word:<6}{told.rule.name} (version {told.rule.version}){starts}", *(f"        {why}" for why in told.why)]


def _store(stores: "dict[str, Store] | Any", domain: str) -> Store:
    if domain not in stores:
        raise CommandError(f"There is no store {domain}; known: {', '.join(stores) or 'none'}.")
    found: Store = stores[domain]
    return found


def _only(stores: "dict[str, Store] | Any") -> str:
    if len(stores) != 1:
        raise CommandError(f"Say which store with --store; known: {', '.join(stores) or 'none'}.")
    return str(next(iter(stores)))


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ArgumentTypeError("write the offset too, such as 2026-11-20T12:00Z")
    return moment


def _duration(text: str) -> timedelta:
    try:
        return parse_duration(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None
