"""“Not modified”: when anything public changed, and which answers depend on nothing else."""
