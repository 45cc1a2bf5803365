"""A worker fleet that connects Shopify stores with OpenText products."""
