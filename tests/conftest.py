"""What most tests need: a site in two languages, topics, briefs, and people who talk to the bot."""

import gc
import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings
from django.core.files.images import ImageFile
from django.db import connection
from django.utils import timezone, translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from PIL import Image as Picture
from telegram import Update
from wagtail.images.models import Image
from wagtail.models import Locale, Page, Site

from briefs_app.caching import memo
from briefs_app.models import Change, Topic
from briefs_app.pages.models import BriefIndexPage, BriefPage
from briefs_app.similar import follow
from briefs_bot.delivery import broker
from briefs_bot.sandbox import Sandbox
from briefs_bot.sandbox import User as Person
from tests import services
from tests import telegram as stand_in
from tests.rollback import clear_caches

TESTS = Path(__file__).parent

# A machine that is slow for a moment is no fault of ours.
hypothesis_settings.register_profile(
    "patient",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
hypothesis_settings.load_profile("patient")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="write the snapshots anew instead of comparing")


def pytest_collection_finish() -> None:
    """What is there now stays, so nobody has to look at it again and again: a tenth of the time."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Ours ends with the suite, and its databases are copies."""
    return os.environ[services.STARTED] == services.POSTGRES


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_keepdb: bool
) -> None:
    if django_db_keepdb:
        services.copy_migrated(connection.creation._get_test_db_name())


def pytest_itemcollected(item: pytest.Item) -> None:
    if "db" in getattr(item, "fixturenames", ()) or item.get_closest_marker("django_db"):
        item.add_marker("database")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long comes first; what waits is spread among what works, up to the last fifth."""
    waiting = [item for item in items if item.path.is_relative_to(TESTS / "system")]
    working = [item for item in items if item not in waiting]
    working.sort(key=lambda item: item.get_closest_marker("timeout") is None)
    step = max(1, len(items) * 4 // 5 // max(1, len(waiting)))
    for place, item in enumerate(waiting):
        working.insert(place * step, item)
    items[:] = working


@pytest.fixture(autouse=True)
def _empty_caches() -> None:
    clear_caches()


@pytest.fixture(autouse=True)
def _no_worker_without_chats(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A broadcast that reaches nobody is not worked off: a third of what publishing a brief costs."""
    if "bot_reads" not in request.fixturenames and not request.path.is_relative_to(TESTS / "briefs_bot"):
        monkeypatch.setattr(broker, "enqueue", lambda *args, **options: True)


@pytest.fixture
def unindexed(settings: Any) -> Iterator[None]:
    """Neither searches, usage counts nor similar briefs learn of a save: a third of what publishing costs."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    with follow.postponed():
        yield


@pytest.fixture(autouse=True)
def _english() -> None:
    """A request in another language leaves it active for the test that comes next."""
    translation.activate("en")


@pytest.fixture(autouse=True)
def _no_minute_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two requests whose queries are counted."""
    monkeypatch.setattr(memo, "SECONDS", 10**10)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The page of `index` lies ready in the database, on no site: to add it costs as much as a short test."""
    with django_db_blocker.unblock():
        if not BriefIndexPage.objects.exists():
            locale = Locale.objects.get_or_create(language_code="en")[0]
            page = BriefIndexPage(title="Briefs", slug="briefs", locale=locale)
            Page.get_first_root_node().add_child(instance=page)
            # Each change has a second of its own, the last of many one that is still to come.
            Change.objects.update(changed_at=timezone.now() - timedelta(hours=1))
            # What tests that empty the tables put back.
            connection._test_serialized_contents = connection.creation.serialize_db_to_string()


@pytest.fixture
def only_migrated(db: None) -> None:
    """The database as the migrations leave it."""
    BriefIndexPage.objects.get().delete()


@pytest.fixture
def index(db: None) -> BriefIndexPage:
    """The root page of the default site."""
    now = timezone.now()  # as if it had been published
    BriefIndexPage.objects.update(first_published_at=now, last_published_at=now)
    index = BriefIndexPage.objects.select_related("locale").get()
    Site.objects.all().delete()
    Site.objects.create(
        hostname="briefs.example.org", root_page=index, is_default_site=True, site_name="Briefs"
    )
    return index


@pytest.fixture
def russian_index(index: BriefIndexPage) -> BriefIndexPage:
    locale = Locale.objects.get_or_create(language_code="ru")[0]
    russian = BriefIndexPage(
        title="Сводки", slug="svodki", locale=locale, translation_key=index.translation_key
    )
    Page.get_first_root_node().add_child(instance=russian)
    russian.save_revision().publish()
    return russian


@pytest.fixture
def security(index: BriefIndexPage) -> Topic:
    return Topic.objects.create(
        name="Security", slug="security", aliases="defence, army", sort_order=0, locale=index.locale
    )


@pytest.fixture
def energy(index: BriefIndexPage) -> Topic:
    return Topic.objects.create(name="Energy", slug="energy", sort_order=1, locale=index.locale)


@pytest.fixture
def make_brief(index: BriefIndexPage, security: Topic) -> Callable[..., BriefPage]:
    """A draft under the index, ready to be published."""
    numbers = count(1)

    def make(title: str = "Patrols resume", parent: Page | None = None, **fields: Any) -> BriefPage:
        parent = parent or index
        given = {"summary": f"{title}, in short.", "status": "improved", **fields}
        if "topic" not in given:
            given["topic"] = translated(security, parent)
        brief = BriefPage(
            title=title, slug=f"brief-{next(numbers)}", live=False, locale=parent.locale, **given
        )
        return parent.add_child(instance=brief)

    return make


def translated(topic: Topic, parent: Page) -> Topic:
    """The topic in the language of a page, made where there is none."""
    if not topic.has_translation(parent.locale):
        topic.copy_for_translation(parent.locale).save()
    return topic.get_translations(inclusive=True).get(locale=parent.locale)


@pytest.fixture
def publish(django_capture_on_commit_callbacks: Any) -> Callable[[Page], Page]:
    """As the editor's button does: with everything that follows the commit."""

    def publish(page: Page) -> Page:
        with django_capture_on_commit_callbacks(execute=True):
            page.specific.save_revision().publish()
        return type(page).objects.get(pk=page.pk)

    return publish


@pytest.fixture
def telegram() -> Sandbox:
    sandbox = Sandbox(token=settings.BRIEFS_TELEGRAM_BOT_TOKEN, allow_local_urls=False)
    stand_in.switch_on(sandbox)
    return sandbox


@pytest.fixture
def bot_reads(telegram: Sandbox) -> Callable[..., None]:
    """Lets the bot handle every update that waits; `times` where Telegram repeats them."""
    from briefs_bot.conversation.application import build

    async def read(sandbox: Sandbox = telegram, times: int = 1) -> None:
        application = build(sandbox.token)
        async with application:
            while updates := sandbox.updates():
                for update in updates * times:
                    await application.process_update(Update.de_json(update, application.bot))

    return async_to_sync(read)


@pytest.fixture
def says(telegram: Sandbox, bot_reads: Callable[..., None]) -> Callable[..., list[str]]:
    """A person writes; returns the texts of the bot's answers."""

    def says(person: Person, text: str, chat: Any = None, sandbox: Sandbox = telegram) -> list[str]:
        place = chat or person.id
        before = len(sandbox.messages(place))
        sandbox.write(place, text, user=person)
        bot_reads(sandbox)
        return [message.text for message in sandbox.messages(place)[before:] if message.from_bot]

    return says


@pytest.fixture
def presses(telegram: Sandbox, bot_reads: Callable[[], None]) -> Callable[..., None]:
    """A person presses a button of the newest message that has it."""

    def presses(person: Person, label: str, chat: Any = None) -> None:
        place = chat or person.id
        message = next(m for m in reversed(telegram.messages(place)) if label in labels(m))
        telegram.press(place, message.id, label, user=person)
        bot_reads()

    return presses


def labels(message: Any) -> list[str]:
    return [button.text for row in message.buttons for button in row]


@pytest.fixture
def subscriber(
    security: Topic, telegram: Sandbox, says: Callable[..., Any], presses: Callable[..., Any]
) -> Person:
    """Anna started the bot and follows security."""
    anna = telegram.add_user("Anna")
    says(anna, "/start")
    presses(anna, "Security")
    return anna


@pytest.fixture
def photo(db: None, settings: Any, tmp_path: Any) -> Image:
    settings.MEDIA_ROOT = tmp_path
    file = BytesIO()
    Picture.new("RGB", (400, 300), "navy").save(file, "PNG")
    return Image.objects.create(title="Sea", file=ImageFile(file, name="sea.png"))
