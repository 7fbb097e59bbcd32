"""What an editor meets in the admin of any host."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.urls import reverse

OLD = """The old strait

Category status: improved
October 03, 2016 11:24

Patrols guarded the old strait. Nobody had asked them to.
"""


def test_an_editor_publishes_below_the_index_and_opens_every_view_of_the_brief(
    write, read, editor, index, subtests
):
    brief = write("Patrols resume")

    assert brief.live
    assert "Patrols resume" in read(brief.full_url).content.decode()
    for name, words in (
        ("briefs:index", "Patrols resume"),
        ("wagtailsnippets_briefs_app_topic:list", "Security"),
    ):
        with subtests.test(name):
            assert words in editor.get(reverse(name)).content.decode()
    for address in (
        reverse("wagtailadmin_home"),
        reverse("wagtailadmin_explore", args=[index.pk]),
        reverse("wagtailadmin_pages:edit", args=[brief.pk]),
        reverse("wagtailadmin_pages:history", args=[brief.pk]),
        reverse("wagtailadmin_pages:usage", args=[brief.pk]),
    ):
        with subtests.test(address):
            assert editor.get(address).status_code == 200


def test_related_articles_are_picked_in_the_form_and_stand_beside_the_brief(write, beside):
    other = write("Radar restored", summary="Nothing alike whatsoever.")

    outside = {"url": "https://example.org/sea", "headline": "The sea"}
    brief = write("Tea", related=[{"page": other.pk}, outside], summary="Tea is served.")

    assert beside(brief) == [other.url, "https://example.org/sea"]


def test_the_checks_of_a_brief_stand_in_its_side_panel(write, editor):
    other = write("Radar restored")
    brief = write("Patrols resume", status="", related=[{"page": other.pk}])

    form = editor.get(reverse("wagtailadmin_pages:edit", args=[brief.pk])).content.decode()

    for code in ("no_status", "period_overlaps"):
        assert f'data-code="{code}"' in form
    assert "No status: readers see" in editor.get(reverse("briefs_checks", args=[brief.pk])).content.decode()


def test_similar_briefs_are_suggested_while_the_editor_writes(write, editor, brief_model, index):
    write("Patrols guard the strait")

    label = brief_model._meta.label_lower
    answer = editor.post(
        reverse("briefs_suggest_new", args=[label, index.pk]),
        {"title": "Patrols in the strait", "summary": "Patrols guard the strait again.", "body-count": 0},
    )

    assert "Patrols guard the strait" in answer.content.decode()


def test_chats_and_broadcasts_open_for_the_editor(editor):
    if not apps.is_installed("briefs_bot"):
        pytest.skip("This host has no bot.")
    for name in ("chat", "broadcast"):
        assert editor.get(reverse(f"briefs_bot_{name}_modeladmin_index")).status_code == 200


def test_old_briefs_are_imported_below_the_index(index, security, tmp_path, read):
    old = tmp_path / "old.txt"
    old.write_text(OLD)

    call_command("import_briefs", str(old), topic="security")

    assert "The old strait" in read(index.full_url).content.decode()


def test_an_editor_cannot_publish_outside_the_index(editor, make_index, brief_model):
    elsewhere = make_index("Elsewhere", "elsewhere")
    meta = brief_model._meta

    answer = editor.get(
        reverse("wagtailadmin_pages:add", args=(meta.app_label, meta.model_name, elsewhere.pk))
    )

    assert answer.status_code == 302
    assert answer.url == reverse("wagtailadmin_home")
