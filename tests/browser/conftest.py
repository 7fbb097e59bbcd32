"""A real browser before a real server, and the database as it was when they are done."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import override_settings
from pytest_django.live_server_helper import LiveServer

from tests.briefs_bot.sandbox.test_page import browser as browser
from tests.browser.person import Person
from tests.browser.turns import turn


@pytest.fixture(scope="module", autouse=True)
def _leave_the_database_as_found(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A live server reads what is committed, so its tests end with empty tables; others need the rows."""
    yield
    with django_db_blocker.unblock():
        connection.creation.deserialize_db_from_string(connection._test_serialized_contents)


@pytest.fixture(scope="session")
def live_server() -> Iterator[LiveServer]:
    with override_settings(MIDDLEWARE=["tests.browser.turns.one_at_a_time", *django_settings.MIDDLEWARE]):
        server = LiveServer("localhost")
    yield server
    server.stop()


@pytest.fixture
def _site(live_server: LiveServer, django_db_serialized_rollback: None, settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    # Nobody publishes as fast as a program does, half-way through a save that Wagtail makes by itself.
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    # The admin's own calls to the outside world.
    settings.WAGTAIL_GRAVATAR_PROVIDER_URL = None
    settings.WAGTAIL_ENABLE_UPDATE_CHECK = False


@pytest.fixture
def reader(_site: None, live_server: LiveServer, browser: Any) -> Iterator[Person]:
    """A visitor of the site."""
    browser.set_window_size(1280, 1000)
    yield Person(browser, live_server.url)
    browser.get("about:blank")
    with turn:  # whatever the page still asked for is answered before the tables are emptied
        pass


@pytest.fixture
def editor(reader: Person, django_user_model: Any) -> Person:
    """A visitor who has logged in to the admin."""
    django_user_model.objects.create_superuser("editor", "editor@example.org", "tea")
    reader.open("/admin/login/")
    reader.write("username", "editor")
    reader.write("password", "tea\n")
    reader.see("h1", "The Lantern Briefs")
    return reader
