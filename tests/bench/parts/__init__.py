"""One measurement per file: `run(stage)` returns its table."""
