"""What every host has: an index, a topic, an editor who may publish there, readers, people in Telegram."""

from collections.abc import Callable
from functools import cache as cache_results
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import pytest
import swapper
from bs4 import BeautifulSoup
from django.apps import apps
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.cache import cache
from django.test import Client
from django.urls import get_script_prefix, reverse
from wagtail.models import GroupPagePermission, Locale, Site, get_page_models
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from briefs_app.index.mixin import BriefIndexMixin
from briefs_app.models import Topic
from tests.admin import confirm

HOST = "briefs.example.org"


class Visitor(Client):
    """Asks the server in front of the site, which keeps the prefix that the site lies below to itself."""

    def generic(self, method: str, path: str, *args: Any, **kwargs: Any) -> Any:
        prefix = get_script_prefix()
        assert path.startswith(prefix), f"{path} is not below {prefix}"
        return super().generic(method, path[len(prefix) - 1 :], *args, **kwargs)


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    cache.clear()


@pytest.fixture
def brief_model() -> Any:
    return apps.get_model(django_settings.BRIEFS_PAGE_MODEL)


@pytest.fixture
def make_index(db: None) -> Callable[..., Any]:
    """An index right below the root of all pages."""
    model = next(model for model in get_page_models() if issubclass(model, BriefIndexMixin))
    root = swapper.load_model("wagtailcore", "Page").get_first_root_node()

    def make(title: str, slug: str, **fields: Any) -> Any:
        fields.setdefault("locale", Locale.get_default())
        index = root.add_child(instance=model(title=title, slug=slug, **fields))
        index.save_revision().publish()
        return index

    return make


@pytest.fixture
def index(make_index: Callable[..., Any]) -> Any:
    """The root page of the default site."""
    index = make_index("Briefs", "briefs")
    Site.objects.update(hostname=HOST, port=80, root_page=index, is_default_site=True)
    Site.clear_site_root_paths_cache()
    return index


@pytest.fixture
def security(index: Any) -> Topic:
    return Topic.objects.create(name="Security", slug="security", locale=index.locale)


@pytest.fixture
def editor(index: Any) -> Client:
    """Logged in: one of the Editors, who may write and publish below the index and nowhere else."""
    model = get_user_model()
    person = model.objects.create_user(
        **{model.USERNAME_FIELD: "anna@example.org", "email": "anna@example.org"}
    )
    editors = Group.objects.get(name="Editors")
    editors.page_permissions.all().delete()
    for action in ("add", "change", "publish"):
        GroupPagePermission.objects.create(group=editors, page=index, permission_type=action)
    labels = ("briefs_app", "briefs_bot")
    editors.permissions.add(
        *Permission.objects.filter(content_type__app_label__in=labels, codename__startswith="view_")
    )
    person.groups.add(editors)
    client = Visitor(headers={"host": HOST})
    client.force_login(person)
    return client


@pytest.fixture
def write(
    editor: Client,
    brief_model: Any,
    index: Any,
    security: Topic,
    django_capture_on_commit_callbacks: Any,
) -> Callable[..., Any]:
    """The editor fills in the form as it comes, and presses Publish; returns the brief as it is then."""
    numbers = count(1)
    meta = brief_model._meta
    empty_form = cache_results(lambda address: prefilled(editor.get(address)))

    def write(title: str = "Patrols resume", under: Any = None, related: Any = (), **fields: Any) -> Any:
        parent = under or index
        address = reverse("wagtailadmin_pages:add", args=(meta.app_label, meta.model_name, parent.pk))
        form = {
            **empty_form(address),
            **nested_form_data(
                {
                    "title": title,
                    "slug": f"brief-{next(numbers)}",
                    "topic": security.pk,
                    "summary": f"{title}, in short: patrols guard the strait again.",
                    "status": "improved",
                    "period_start": "2026-06-01",
                    "period_end": "2026-06-07",
                    "body": streamfield([("paragraph", rich_text("<p>They guard the strait.</p>"))]),
                    "brief_related_articles": inline_formset(
                        [{"page": "", "url": "", "headline": "", "source": "", **row} for row in related]
                    ),
                    "action-publish": "yes",
                    **fields,
                }
            ),
        }
        with django_capture_on_commit_callbacks(execute=True):
            answer = confirm(editor, editor.post(address, form))
        assert answer.status_code == 302, said_wrong(answer)
        return brief_model.objects.get(title=title)

    return write


@pytest.fixture
def read(db: None) -> Callable[..., Any]:
    """A visitor opens an address, of a page or of something below it."""

    def read(address: str, status: int = 200, **query: str) -> Any:
        url = urlsplit(address)
        whole = url._replace(scheme="", netloc="").geturl()
        answer = Visitor().get(whole, query or None, headers={"host": url.netloc or HOST})
        assert answer.status_code == status, (address, answer.status_code)
        return answer

    return read


@pytest.fixture
def beside(read: Callable[..., Any]) -> Callable[[Any], list[str]]:
    """Where the related articles of a brief lead to."""

    def beside(brief: Any) -> list[str]:
        page = BeautifulSoup(read(brief.full_url).content, "html.parser")
        return list(dict.fromkeys(link["href"] for link in page.select(".related a[href]")))

    return beside


@pytest.fixture
def api(index: Any) -> str:
    """The root of the API v2."""
    return f"http://{HOST}{reverse('wagtailapi:briefs:listing').removesuffix('briefs/')}"


@pytest.fixture
def sitemap(index: Any) -> str:
    return f"http://{HOST}{reverse('briefs_sitemap_whole')}"


@pytest.fixture
def telegram(settings: Any) -> Any:
    """The stand-in for Telegram; skips where the host has no bot."""
    if not apps.is_installed("briefs_bot"):
        pytest.skip("This host has no bot.")
    from celery import current_app
    from redis import Redis

    from briefs_bot.sandbox import Sandbox
    from tests import telegram as stand_in

    current_app.conf.update(task_always_eager=True, task_eager_propagates=True)
    Redis.from_url(settings.BRIEFS_TELEGRAM_REDIS_URL).flushdb()
    settings.BRIEFS_TELEGRAM_TRANSPORT = "tests.telegram.request"
    settings.BRIEFS_TELEGRAM_RATE = 1000.0
    sandbox = Sandbox(token=settings.BRIEFS_TELEGRAM_BOT_TOKEN, allow_local_urls=False)
    stand_in.switch_on(sandbox)
    return sandbox


@pytest.fixture
def says(telegram: Any) -> Callable[..., list[Any]]:
    """A person writes to the bot, or to another one; returns what it answers."""
    from asgiref.sync import async_to_sync
    from telegram import Update

    from briefs_bot.conversation.application import build

    async def handle(sandbox: Any) -> None:
        application = build(sandbox.token)
        async with application:
            while updates := sandbox.updates():
                for update in updates:
                    await application.process_update(Update.de_json(update, application.bot))

    def says(person: Any, text: str = "", press: str = "", sandbox: Any = telegram) -> list[Any]:
        before = len(sandbox.messages(person.id))
        if press:
            asked = next(m for m in reversed(sandbox.messages(person.id)) if press in labels(m))
            sandbox.press(person.id, asked.id, press, user=person)
        else:
            sandbox.write(person.id, text, user=person)
        async_to_sync(handle)(sandbox)
        return [message for message in sandbox.messages(person.id)[before:] if message.from_bot]

    return says


@pytest.fixture
def subscriber(telegram: Any, says: Callable[..., Any], security: Topic) -> Any:
    """Boris follows security."""
    boris = telegram.add_user("Boris")
    says(boris, "/start")
    says(boris, press=security.name)
    return boris


def labels(message: Any) -> list[str]:
    return [button.text for row in message.buttons for button in row]


def prefilled(answer: Any) -> dict[str, Any]:
    """What a browser would send of a form that nobody touched."""
    assert answer.status_code == 200, answer
    form = BeautifulSoup(answer.content, "html.parser").find("form", id="page-edit-form")
    sent = {}
    for field in form.find_all(["input", "select", "textarea"], attrs={"name": True}):
        chosen = field.find("option", selected=True) if field.name == "select" else None
        ticked = field.get("type") in ("checkbox", "radio")
        if ticked and not field.has_attr("checked"):
            continue
        value = {"select": chosen and chosen["value"], "textarea": field.text}.get(field.name)
        sent[field["name"]] = value or field.get("value", "on" if ticked else "")
    return sent


def said_wrong(answer: Any) -> list[str]:
    page = BeautifulSoup(answer.content, "html.parser")
    return [found.get_text(" ", strip=True) for found in page.select(".error-message, .messages li")]
