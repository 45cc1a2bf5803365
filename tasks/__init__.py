"""What runs: the Celery application, one task per step, intake, upkeep, pollers and the schedule."""
