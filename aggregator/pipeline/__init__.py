"""The walk of one document (docs/decisions.md): gather, decide, apply. The only place that knows the order.

    claim ─ fetch ─ same body? ─ known ─ read (worker process) ─ candidates ─ judge ─ next poll ─ commit ─ publish

The event loop owns the network, worker processes own reading, one thread owns the (synchronous) store.

Nothing is imported here: worker processes load what reading needs, and neither network nor store.
"""
