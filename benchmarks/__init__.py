"""Measurements a stranger can run: `python -m benchmarks.NAME`. Loopback only; baselines run beside ours."""
