"""The front door for Shopify's deliveries: verify, journal, answer, ship to Redis. No ledger, no parsing."""
