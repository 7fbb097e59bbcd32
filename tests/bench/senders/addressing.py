"""Addresses the one broadcast there is."""

import django

from tests.bench.meter import metered
from tests.bench.seeding import address

if __name__ == "__main__":
    django.setup()
    with metered():
        address()
