import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data

NONE = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0}


@pytest.fixture
def person(django_user_model):
    """A user in groups of the newsroom; all of them may edit and publish pages as Wagtail's groups may."""

    def make(*groups):
        call_command("create_newsroom_groups", verbosity=0)
        user = django_user_model.objects.create_user("-".join(groups).lower().replace(" ", "-") or "nobody")
        user.groups.add(*Group.objects.filter(name__in=groups))
        return user

    return make


@pytest.fixture
def enter(client, person):
    """The admin as somebody in these groups sees it."""

    def enter(*groups):
        client.force_login(person(*groups))
        return client

    return enter


@pytest.fixture
def publish_form(admin_client, index, security):
    """Fill in the form of a new brief, or of one that is there, and press Publish."""

    def publish_form(brief=None, client=admin_client, **fields):
        form = {
            "title": "Tea",
            "slug": "tea",
            "topic": security.pk,
            "summary": "In short.",
            "notify_subscribers": "on",
            "body-count": 0,
            "brief_related_articles": NONE,
            "comments": NONE,
            "action-publish": "publish",
            **fields,
        }
        address = reverse("wagtailadmin_pages:add", args=["briefs_pages", "briefpage", index.pk])
        if brief:
            address = reverse("wagtailadmin_pages:edit", args=[brief.pk])
        return client.post(address, nested_form_data(form))

    return publish_form
