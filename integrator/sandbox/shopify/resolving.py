"""From a field of the schema to its value: roots by name, the rest from plain dicts, all with their scopes."""

from typing import Any

from graphql import GraphQLResolveInfo, get_named_type

from integrator.sandbox.shopify import idempotency, scopes
from integrator.sandbox.shopify.area import KEPT, Root
from integrator.sandbox.shopify.areas import FIELDS, ROOTS
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.errors import Refused, access_denied, not_in_sandbox


def resolve(source: Any, info: GraphQLResolveInfo, **args: Any) -> Any:
    """Return the value of any field; raises an error instead of inventing a null."""
    kind, name = info.parent_type.name, info.field_name
    if kind in ROOTS:
        return _resolve_root(ROOTS[kind].get(name), info, args)
    added = None if name in source else FIELDS.get((kind, name))
    if name not in source and added is None:
        raise not_in_sandbox(f"{kind}.{name}")
    _check_scopes(info)
    if added is not None:
        return added(info.context, source, **args)
    value = source[name]
    return value(info, **args) if callable(value) else value


def _resolve_root(root: Root | None, info: GraphQLResolveInfo, args: dict[str, Any]) -> Any:
    if root is None:
        raise not_in_sandbox(info.field_name)
    _check_scopes(info)
    if not root.payload:
        return root.answer(info.context, **args)
    key = idempotency.key_of(info)
    payload: dict[str, Any] = dict.fromkeys(root.payload)
    try:
        # A refusal leaves nothing behind, whatever was written before it.
        with info.context.db.attempt():
            answer, errors = _once(root, info, key, args), []
    except Refused as refused:
        answer, errors = {}, [refused.entry]
    return payload | answer | {name: list(errors) for name in root.errors}


def _once(root: Root, info: GraphQLResolveInfo, key: str | None, args: dict[str, Any]) -> dict[str, Any]:
    ctx: Context = info.context
    if key is None or root.again is None:
        return {name: value for name, value in root.answer(ctx, **args).items() if name != KEPT}
    outcome = idempotency.recall(ctx, info.field_name, key, args)
    if outcome is not None:
        return root.again(ctx, outcome)
    answer = root.answer(ctx, **args)
    idempotency.remember(ctx, info.field_name, key, args, answer.pop(KEPT))
    return answer  # type: ignore[no-any-return]  # a mutation answers with a dict


def _check_scopes(info: GraphQLResolveInfo) -> None:
    needed = scopes.of_field(info.parent_type.name, info.field_name, get_named_type(info.return_type).name)
    if not scopes.granted(info.context.scopes, needed):
        raise access_denied(info.field_name, needed)
