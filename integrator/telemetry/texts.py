"""All sentences that the log speaks, by the key of the event; an event without one shows its key alone."""

LOG_TEXTS = {
    "bell_failed": "The workers could not be woken; the relay will do it.",
    "ingress_ended": "The ingress has ended.",
    "ingress_starts": "The ingress starts.",
    "journal_adopted": "The journal of an ended ingress is shipped by this one.",
    "journal_not_adopted": "The journal of an ended ingress could not be opened.",
    "journal_writable_again": "The journal can be written again; deliveries are accepted.",
    "journal_write_failed": "The journal could not be written; deliveries are answered 503.",
    "redis_left": "Redis does not answer; deliveries stay in the journal and are shipped later.",
    "redis_lost_data": "Redis lost its data; the journal is shipped again.",
    "redis_reached": "Redis answers; the journal is shipped.",
    "shipping_interrupted": "Shipping was interrupted and goes on.",
}
