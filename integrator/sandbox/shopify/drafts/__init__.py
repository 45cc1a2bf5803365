"""Draft orders: what is offered until it becomes an order."""
