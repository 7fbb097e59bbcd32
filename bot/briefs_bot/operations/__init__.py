"""The worker process and the health of the installation."""
