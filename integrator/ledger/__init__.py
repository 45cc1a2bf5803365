"""The SQL ledger: the truth about deliveries, cases, runs and steps. Kept light: importing it imports no SQLAlchemy."""
