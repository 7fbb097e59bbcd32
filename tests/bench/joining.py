"""Makes people subscribe to a site that is there already: `joining CHATS`."""

import sys

import django

from tests.bench import message
from tests.bench.meter import metered
from tests.bench.seeding import add_subscribers

if __name__ == "__main__":
    django.setup()
    with metered():
        add_subscribers(message.chats(int(sys.argv[1])))
