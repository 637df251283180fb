"""Changes to those who are told, instead of asking: webhooks by the daemon's clock, streams by `aggregator sink`.

Everything here reads the store's feed of changes as any consumer does, and can lose or repeat nothing in the store.
"""
