"""Facts from outside: deliveries, and one module per subject."""
