"""Measures what the project promises: `make bench`, or `make bench ARGS="throughput peers"`."""
