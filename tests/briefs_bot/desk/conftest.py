import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command


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
