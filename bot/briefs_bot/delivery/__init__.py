"""The worker's side: a broadcast becomes deliveries, and each of them one message."""
