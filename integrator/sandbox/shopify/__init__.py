"""Shopify, emulated: GraphQL on Shopify's own schema, orders and holds, tokens, and webhooks that are really sent."""
