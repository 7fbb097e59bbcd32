"""Each site and each language keeps to itself."""

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import GroupPagePermission, Locale, Site
from wagtail_localize.models import StringSegment, Translation

import bot
from briefs_app.models import Topic
from briefs_app.pages.models import BriefPage
from briefs_bot.sandbox import Sandbox
from tests import telegram as stand_in

OTHER = "other.example.org"
ADDRESSES = ["", "topic/security/", "2026/w23/", "search/?q=patrols", "feed/", "archive/", "trends/csv/"]


@pytest.fixture
def other(index, make_index, editor):
    """The index of the second site, where the editor may publish, too."""
    other = make_index("Elsewhere", "elsewhere")
    Site.objects.create(hostname=OTHER, root_page=other)
    allow(other)
    return other


@pytest.fixture
def russian(index, editor):
    """The index in Russian; the editor may publish there, too, and translate."""
    locale = Locale.objects.create(language_code="ru")
    russian = index.copy_for_translation(locale)
    russian.title = "Сводки"
    russian.save_revision().publish()
    allow(russian)
    permission = Permission.objects.get(codename="submit_translation")
    Group.objects.get(name="Editors").permissions.add(permission)
    return russian


@pytest.fixture
def translate(editor, russian, django_capture_on_commit_callbacks):
    """The editor sends a brief to be translated, translates its texts, and publishes."""

    def submit(brief):
        with django_capture_on_commit_callbacks(execute=True):
            address = reverse("wagtail_localize:submit_page_translation", args=[brief.pk])
            editor.post(address, {"locales": [russian.locale_id]})
        return BriefPage.objects.get(locale=russian.locale_id, translation_key=brief.translation_key)

    def translate(brief, **texts):
        page = submit(brief)
        translation = Translation.objects.get(
            source__object_id=brief.translation_key, target_locale=russian.locale_id
        )
        for path, text in texts.items():
            segment = StringSegment.objects.get(source=translation.source, context__path=path)
            editor.put(
                reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk]),
                f"value={text}",
                content_type="application/x-www-form-urlencoded",
            )
        with django_capture_on_commit_callbacks(execute=True):
            editor.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), {"action": "publish"})
        page.refresh_from_db()
        return page

    translate.submit = submit
    return translate


def allow(page):
    for action in ("add", "change", "publish"):
        GroupPagePermission.objects.create(
            group=Group.objects.get(name="Editors"), page=page, permission_type=action
        )


def test_a_package_of_the_host_may_be_called_bot():
    assert Path(bot.__file__).parent == Path(settings.HERE, "bot")


def test_a_brief_is_found_on_its_own_site_and_nowhere_on_the_other(write, read, index, other, api, sitemap):
    here = write("Radar restored", notify_subscribers="")
    there = write("Patrols resume", under=other)

    assert there.full_url.startswith(f"http://{OTHER}/")
    assert "Patrols resume" in read(there.full_url).content.decode()
    for address in ADDRESSES:
        found_here = read(index.full_url + address).content.decode()
        found_there = read(other.full_url + address).content.decode()
        assert "Patrols resume" not in found_here, address
        assert "Radar restored" not in found_there, address
        assert "Patrols resume" in found_there or address == "archive/", address
    for host, own, foreign in (("briefs.example.org", here, there), (OTHER, there, here)):
        listed = json.loads(read(f"{api}briefs/".replace("briefs.example.org", host)).content)
        assert [item["id"] for item in listed["items"]] == [own.pk]
        read(f"{api}briefs/{foreign.pk}/".replace("briefs.example.org", host), status=404)
        places = read(sitemap.replace("briefs.example.org", host)).content.decode()
        assert f"<loc>{own.full_url}</loc>" in places
        assert f"<loc>{foreign.full_url}</loc>" not in places


def test_similar_briefs_and_trends_stay_on_their_site(write, read, other):
    write("Patrols guard the strait", status="worsened")
    there = write("The strait is guarded by patrols", under=other)

    page = read(there.full_url).content.decode()
    assert "Patrols guard the strait" not in page


def test_each_site_is_announced_and_answered_from_by_its_own_bot(write, other, subscriber, telegram, says):
    elsewhere = Sandbox(token=settings.BRIEFS_TELEGRAM_BOT_TOKENS[OTHER], allow_local_urls=False)
    stand_in.switch_on(telegram, elsewhere)
    vera = elsewhere.add_user("Vera")
    says(vera, "/start", sandbox=elsewhere)
    says(vera, press="Security", sandbox=elsewhere)

    write("Radar restored")
    write("Patrols resume", under=other)

    for sandbox, person, own, foreign in (
        (telegram, subscriber, "Radar restored", "Patrols resume"),
        (elsewhere, vera, "Patrols resume", "Radar restored"),
    ):
        told = [message.text for message in sandbox.messages(person.id)]
        assert [sum(title in text for text in told) for title in (own, foreign)] == [1, 0]
        latest = says(person, "/latest", sandbox=sandbox)[-1].text
        assert (own in latest, foreign in latest) == (True, False)


def test_a_translation_is_told_once_in_its_language_when_it_is_published(
    write, translate, subscriber, telegram, says
):
    olga = telegram.add_user("Olga", language_code="ru")
    says(olga, "/start")
    says(olga, press="Security")
    brief = write("Patrols resume")

    translate.submit(brief)
    assert not any("Patrols resume" in message.text for message in telegram.messages(olga.id))

    page = translate(brief, title="Патрули вернулись", summary="Патрули снова охраняют пролив.")
    assert page.live
    told = [message.text for message in telegram.messages(olga.id) if "Патрули вернулись" in message.text]
    assert len(told) == 1
    assert not any("Патрули" in message.text for message in telegram.messages(subscriber.id))


def test_a_translation_keeps_its_facts_and_takes_the_topic_in_its_language(write, translate, read, russian):
    outside = {"url": "https://example.org/sea", "headline": "The sea"}
    brief = write("Patrols resume", related=[outside], status="worsened")

    page = translate(brief, title="Патрули вернулись")

    assert (page.status, page.period) == ("worsened", brief.period)
    assert page.topic == Topic.objects.get(locale=russian.locale_id)
    assert page.brief_related_articles.get().url == "https://example.org/sea"
    assert "Патрули вернулись" in read(russian.full_url).content.decode()
    assert f'hreflang="ru" href="{page.full_url}"' in read(brief.full_url).content.decode()


def test_every_link_of_a_page_is_served_wherever_the_sites_lie(write, read, index):
    brief = write("Patrols resume")

    for address in (index.full_url, brief.full_url):
        page = BeautifulSoup(read(address).content, "html.parser")
        for link in {a["href"] for a in page.select("a[href], link[rel=alternate][href]")}:
            if not link.startswith("#"):
                read(link if link.startswith("http") else f"http://briefs.example.org{link}")
