"""Verbs about documents: the order's workspace, and the papers filed in it once each (R15 to R18)."""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import timedelta

from pydantic import BaseModel
from redis.exceptions import RedisError

from integrator.cases import RECORD, Case, Decision
from integrator.context import Context
from integrator.documents.facts import (
    Facts,
    confirmation_facts,
    decision_record_facts,
    fact_sheet_facts,
    invoice_facts,
)
from integrator.documents.hashing import content_hash
from integrator.documents.kinds import KINDS, DocumentKind
from integrator.documents.names import file_name
from integrator.documents.render import render
from integrator.events.fingerprint import facts_of, inputs_of
from integrator.events.order import Order, OrderSnapshot
from integrator.flow import Snooze, step
from integrator.flow.needs import category, workspace_type
from integrator.ledger import cases, evidence
from integrator.ledger.evidence import FiledDocument
from integrator.steps.reading import READING, read_order

_WORKSPACE_TYPE = "Shopify Order"
_DOCUMENT_CATEGORY = "Document"
_SOON = timedelta(seconds=1)
_RECORDING = (*READING, workspace_type(_WORKSPACE_TYPE), category(_WORKSPACE_TYPE))
_FILING = (*READING, category(_DOCUMENT_CATEGORY))


class OpenWorkspace(BaseModel):
    """The order's workspace in Extended ECM."""

    id: int
    name: str
    url: str


class Filed(BaseModel):
    """Where a document lies."""

    kind: str
    name: str
    node: str
    content_hash: str


@step("ecm", repeats="harmless", needs=_RECORDING)
def open_workspace(ctx: Context, order: Order) -> OpenWorkspace:
    """Find or make the one workspace of `order`; the server keeps (external system, Order, id) unique."""
    snapshot = _read_for_record(ctx, order)
    workspace = ctx.ecm.open_workspace(
        "Order",
        order.number,
        name=f"{order.name} ({order.number})",
        type_name=_WORKSPACE_TYPE,
        categories={_WORKSPACE_TYPE: _attributes(snapshot)},
    )
    return OpenWorkspace(id=workspace.id, name=workspace.name, url=ctx.ecm.node_url(workspace.id))


@step("ecm", repeats="harmless", needs=_RECORDING)
def describe_workspace(ctx: Context, order: Order, *, workspace: OpenWorkspace) -> OpenWorkspace:
    """Bring the workspace's metadata to what the order is now."""
    ctx.ecm.set_categories(workspace.id, _WORKSPACE_TYPE, _attributes(_read_for_record(ctx, order)))
    return workspace


@step("ecm", repeats="harmless", needs=_RECORDING)
def describe_review(ctx: Context, *, workspace: OpenWorkspace, state: str, about: Case) -> OpenWorkspace:
    """Write on the workspace how the review of its order stands."""
    values = {"Approval State": state, "Approval Process ID": about.business_key}
    ctx.ecm.set_categories(workspace.id, _WORKSPACE_TYPE, values)
    return workspace


@step("ecm", repeats="harmless", needs=_FILING)
def file_document(ctx: Context, kind: str, order: Order, *, workspace: OpenWorkspace) -> Filed:
    """File the order's paper of `kind`, confirmation or invoice; the same content is filed once."""
    snapshot = _read_for_record(ctx, order)
    build = {"confirmation": confirmation_facts, "invoice": invoice_facts}[kind]
    return _file(ctx, KINDS[kind], snapshot, build(snapshot, ctx.store.title), workspace)


@step("ecm", repeats="harmless", needs=_FILING)
def file_fact_sheet(ctx: Context, order: Order, *, about: Case, workspace: OpenWorkspace) -> Filed:
    """File what the reviewers of `about` go by."""
    snapshot = read_order(ctx, order)
    return _file(ctx, KINDS["fact_sheet"], snapshot, fact_sheet_facts(snapshot, about), workspace)


@step("ecm", repeats="harmless", needs=_FILING)
def file_decision_record(
    ctx: Context, order: Order, *, about: Case, decision: Decision, workspace: OpenWorkspace
) -> Filed:
    """File who decided `about`, on what facts, when and why."""
    snapshot = read_order(ctx, order)
    facts = decision_record_facts(snapshot, about, decision)
    return _file(ctx, KINDS["decision_record"], snapshot, facts, workspace)


def _read_for_record(ctx: Context, order: Order) -> OrderSnapshot:
    """
    Return the order as it is now; its record forgets what it was opened upon when that is something else.

    An order may be changed, recorded, and changed back: whoever judges it then must not find nothing new.
    """
    snapshot = read_order(ctx, order)
    with ctx.ledger.read() as connection:
        record = cases.find(connection, store=order.store, concern=RECORD.name, subject=order.id)
    if record and record.inputs and _facts(inputs_of(snapshot)) != _facts(record.inputs):
        with ctx.ledger.write() as connection:
            cases.change(connection, record.id, inputs={})
    return snapshot


def _facts(inputs: Mapping[str, str]) -> str:
    return facts_of(inputs, RECORD.inputs)


def _file(ctx: Context, kind: DocumentKind, order: OrderSnapshot, facts: Facts, workspace: OpenWorkspace) -> Filed:
    content = render(kind.name, facts, templates=ctx.templates)
    digest = content_hash(content)
    with ctx.ledger.read() as connection:
        known = evidence.find_document(
            connection, store=order.store, subject=order.id, kind=kind.name, content_hash=digest
        )
        earlier = evidence.count_documents(connection, store=order.store, subject=order.id, kind=kind.name)
    name = file_name(order.name, kind.name, order.created_at.date(), 1, "pdf")
    if known:
        return Filed(kind=kind.name, name=name, node=known, content_hash=digest)
    with _alone(ctx, f"document:{order.store}:{order.order.number}:{kind.name}"):
        folder = ctx.ecm.open_folder(workspace.id, kind.folder)
        document = ctx.ecm.file_document(
            folder.id,
            name,
            content,
            mime="application/pdf",
            sha256=digest,
            external_identity=order.id,
            external_date=order.created_at,
            categories={_DOCUMENT_CATEGORY: _described(kind, order, digest)},
        )
    filed = FiledDocument(
        store=order.store,
        subject=order.id,
        kind=kind.name,
        content_hash=digest,
        name=name,
        system="ecm",
        remote_id=str(document.node_id),
        version=document.version,
        retention=kind.retention_class,
        personal_data=kind.personal_data,
        reason="the order or its case changed" if earlier else "first version",
    )
    with ctx.ledger.write() as connection:
        evidence.add_document(ctx.ledger, connection, filed)
    return Filed(kind=kind.name, name=name, node=str(document.node_id), content_hash=digest)


def _described(kind: DocumentKind, order: OrderSnapshot, digest: str) -> dict[str, str]:
    """Write what each document carries in the archive (R18); a paper of ours has no original name."""
    return {
        "Document Type": kind.title,
        "SHA-256": digest,
        "Source GID": order.id,
        "Store": order.store,
        "Order Name": order.name,
        "Document Date": order.created_at.strftime("%Y-%m-%dT00:00:00"),
        "Retention Class": kind.retention_class,
        "Personal Data Class": kind.personal_data,
        "Source": "integrator",
    }


@contextmanager
def _alone(ctx: Context, what: str) -> Iterator[None]:
    """Let one worker at a time file a document; the server would take two equal versions (contract, section 13)."""
    redis = ctx.connections.redis
    key = f"{ctx.settings.key_prefix}alone:{what}"
    token = secrets.token_hex(8)
    try:
        is_ours = redis.set(key, token, nx=True, px=int(ctx.settings.lease.total_seconds() * 1000))
    except RedisError:
        # Without Redis the hash comparison alone guards; a second equal version is the worst that can happen.
        yield
        return
    if not is_ours:
        raise Snooze(ctx.clock.now() + _SOON, "another worker files this document")
    try:
        yield
    finally:
        with suppress(RedisError):  # The lock ends by itself.
            if redis.get(key) == token.encode():
                redis.delete(key)


def _attributes(order: OrderSnapshot) -> dict[str, str]:
    return {
        "Order Number": order.name,
        "Order ID": order.order.number,
        "Ordered At": order.created_at.strftime("%Y-%m-%dT%H:%M:%S"),
        "Currency": order.currency,
        "Total": str(order.total.amount),
        "Financial Status": order.financial_status,
        "Fulfillment Status": order.fulfillment_status,
        "Risk Level": order.risk_level,
    }
