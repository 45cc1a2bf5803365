"""The timeline: what happened to an order, a draft, a customer or a company, and what people noted about it."""
