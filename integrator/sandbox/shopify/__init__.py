"""Shopify, emulated: GraphQL on its own schema, orders and holds, tokens, webhooks that are really sent."""
