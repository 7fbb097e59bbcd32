"""The pages do what they promise, with the very code that stands in them."""

import re

import pytest
from django.core import mail
from django.test import override_settings
from django.urls import clear_url_caches
from wagtail.models import Site

from briefs_app.signals import brief_published
from briefs_bot.models import Broadcast, IncomingUpdate
from tests.docs.pages import DOCS, ROOT, section

HOW_TO = sorted(file.stem for file in (DOCS / "how-to").glob("*.md"))


def texts(telegram, person):
    return [message.text for message in telegram.messages(person.id)]


def test_a_template_of_the_site_takes_the_place_of_ours(templates, make_brief, publish, read, telegram):
    templates("how-to/change-the-templates")
    publish(make_brief("Patrols resume"))

    page = read("/brief-1/").content.decode()

    assert "<title>Patrols resume | The Harbour Post</title>" in page
    assert "<p>Write to us: desk@example.org</p>" in page
    assert "Patrols resume, in short." in page


def test_a_message_looks_as_its_template_says(templates, make_brief, publish, subscriber, telegram):
    templates("how-to/change-the-templates")

    publish(make_brief("Patrols resume", period_start="2026-06-01", period_end="2026-06-07"))

    assert texts(telegram, subscriber)[-1] == (
        "Patrols resume\n▲ Improved · 1–7 June 2026\n\nPatrols resume, in short."
    )


def test_statuses_have_the_words_and_signs_of_the_settings(set_as, make_brief, publish, read, telegram):
    set_as("how-to/rename-topics-and-statuses")
    publish(make_brief("Tolls rise", status="unchanged"))
    publish(make_brief("Patrols resume"))

    page = read("/").content.decode()

    assert "Better" in page
    assert ">↗</text>" in page
    assert "Unchanged" in page
    assert "Improved" not in page


def test_the_reader_shows_as_much_as_the_settings_say(set_as, make_brief, publish, read, says, telegram):
    for _ in range(6):
        publish(make_brief("Tea", notify_subscribers=False))
    anna = telegram.add_user("Anna")
    set_as("how-to/limit-what-is-shown")

    assert read("/").content.decode().count('href="/brief-') == 5
    assert read("/brief-1/").content.decode().count('<li class="trend-cell') == 4
    assert [says(anna, words)[0].count("Tea") for words in ("/latest", "/latest 100")] == [2, 3]


def test_a_view_shows_what_the_public_may_read(written, make_brief, publish, rf, telegram):
    publish(make_brief("Tolls rise", status="worsened"))
    publish(make_brief("Patrols resume"))
    make_brief("Only a draft", status="worsened")

    answer = written("how-to/limit-what-is-shown", "mysite/views.py").worsened(rf.get("/"))

    assert answer.content == b'{"headlines": ["Tolls rise"]}'


def test_the_bot_says_the_words_of_the_template(templates, says, telegram, index):
    templates("how-to/change-what-the-bot-says")

    (answer,) = says(telegram.add_user("Anna"), "Hello?")

    assert answer.startswith("I know /latest and the names of topics.")


def test_a_command_is_added_and_another_dropped(written, make_brief, publish, says, telegram):
    written("how-to/change-what-the-bot-says", "mysite/wagtail_hooks.py")
    anna = telegram.add_user("Anna")

    assert says(anna, "/worsened") == ["Nothing got worse."]
    publish(make_brief("Tolls rise", status="worsened"))
    assert says(anna, "/worsened") == ["Tolls rise"]
    [helped] = says(anna, "/help")
    assert "/worsened – What got worse" in helped
    assert "/topics –" not in helped


def test_channels_get_no_weather(written, make_brief, publish, telegram, subscriber, bot_reads):
    written("how-to/decide-who-is-told", "mysite/wagtail_hooks.py")
    channel = telegram.add_channel("Harbour", owner=subscriber)
    bot_reads()

    publish(make_brief("Weather turns"))
    publish(make_brief("Patrols resume"))

    told = [
        [word in text for text in texts(telegram, place)]
        for place in (channel, subscriber)
        for word in ("Weather", "Patrols")
    ]
    assert [any(found) for found in told] == [False, True, True, True]


def test_the_second_site_is_announced_by_its_own_bot(
    set_as, index, make_brief, publish, telegram, monkeypatch
):
    monkeypatch.setenv("WEATHER_BOT_TOKEN", "2000:weather")
    set_as("how-to/give-each-site-its-bot")
    weather = index.copy(update_attrs={"slug": "weather"}, to=index.get_parent())
    Site.objects.create(hostname="weather.example.org", root_page=weather)

    publish(make_brief("Rain", parent=weather))
    publish(make_brief("Patrols"))

    assert dict(Broadcast.objects.values_list("title", "bot")) == {"Rain": 2000, "Patrols": 1000}


def test_a_brief_is_mailed_once_it_is_published(written, make_brief, publish, monkeypatch, telegram):
    monkeypatch.setattr(brief_published, "receivers", list(brief_published.receivers))
    brief_published.sender_receivers_cache.clear()
    listening = written("how-to/send-briefs-elsewhere", "mysite/receivers.py")

    publish(publish(make_brief("Patrols resume")))

    assert listening
    [sent] = mail.outbox
    assert sent.subject == "▲ Patrols resume"
    assert "https://briefs.example.org" in sent.body or "http://briefs.example.org" in sent.body
    assert sent.to == ["desk@example.org"]


def test_a_view_is_answered_with_304_until_something_changes(
    written, set_as, make_brief, publish, read, telegram
):
    from django.conf import settings

    import cms.urls

    middleware = "briefs_app.caching.middleware.ConditionalMiddleware"
    without = [name for name in settings.MIDDLEWARE if name != middleware]
    set_as("how-to/keep-pages-fresh", MIDDLEWARE=without)
    assert settings.MIDDLEWARE.index(middleware) < settings.MIDDLEWARE.index(
        "django.contrib.sessions.middleware.SessionMiddleware"
    )
    urls = written("how-to/keep-pages-fresh", "mysite/urls.py", urlpatterns=cms.urls.urlpatterns)
    publish(make_brief("Patrols resume"))
    with override_settings(ROOT_URLCONF=urls):
        first = read("/figures/")
        again = read("/figures/", if_none_match=first["ETag"])
        publish(make_brief("Tolls rise"))
        afterwards = read("/figures/", if_none_match=first["ETag"])
    clear_url_caches()

    assert first.json() == {"briefs": 1}
    assert first["Cache-Control"] == "no-cache"
    assert again.status_code == 304
    assert afterwards.json() == {"briefs": 2}


def test_a_site_takes_updates_from_telegram_as_the_page_says(written, set_as, client, db, monkeypatch):
    page = "how-to/receive-updates-by-webhook"
    monkeypatch.setenv("TELEGRAM_WEBHOOK_SECRET", "s3cret")
    set_as(page)
    urls = written(page, "mysite/urls.py", urlpatterns=[])
    with override_settings(ROOT_URLCONF=urls):
        answer = client.post(
            "/telegram/webhook/",
            {"update_id": 7},
            content_type="application/json",
            headers={"X-Telegram-Bot-Api-Secret-Token": "s3cret"},
        )
    clear_url_caches()

    assert answer.status_code == 200
    assert IncomingUpdate.objects.count() == 1


def test_the_page_on_docker_names_what_the_compose_file_has():
    compose, page = (ROOT / "docker-compose.yml").read_text(), section("how-to/run-with-docker.md")
    asked = set(re.findall(r"\$\{(\w+):\?", compose))
    services = set(
        re.findall(r"^  (\w+):$", compose.partition("services:")[2].partition("\nvolumes:")[0], re.M)
    )

    assert asked <= set(re.findall(r"^(\w+)=", page, re.M))
    assert services <= set(re.findall(r"`(\w+)`", page))
    assert set(re.findall(r"docker compose (?:exec|logs) (\w+)", page)) <= services


def test_the_token_is_given_to_those_services_that_the_page_names():
    compose, page = (ROOT / "docker-compose.yml").read_text(), section("how-to/run-with-docker.md")
    services = compose.partition("services:")[2].partition("\nvolumes:")[0]
    told = re.findall(r"^\| `telegram_bot_token`.*\|([^|]+)\|$", page, re.M)

    given = {
        name
        for name, body in re.findall(r"^  (\w+):\n((?:    .*\n)+)", services, re.M)
        if "its-secrets" in body or "telegram_bot_token" in body
    }

    assert given == set(re.findall(r"`(\w+)`", told[0])) == {"web", "worker", "bot"}


def test_the_page_on_docker_makes_every_secret():
    compose, page = (ROOT / "docker-compose.yml").read_text(), section("how-to/run-with-docker.md")
    block = re.findall(r"```sh\n(mkdir -m 700 secrets.+?)```", page, re.S)[0]

    for name in re.findall(r"file: ./secrets/(\w+)", compose):
        assert name in block


@pytest.mark.parametrize("page", [name for name in HOW_TO if name != "README"])
def test_each_page_asks_a_question_and_stands_in_the_list(page):
    title = section(f"how-to/{page}.md").splitlines()[0]

    assert title.startswith("# How ")
    assert title.endswith("?")
    assert f"[{title.removeprefix('# ')}]({page}.md)" in section("how-to/README.md")
