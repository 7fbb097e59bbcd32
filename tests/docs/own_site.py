"""Asked in a process of its own by test_own_site: what a site with pages of its own shows, as JSON."""

import json
from types import SimpleNamespace

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.contrib.auth.models import Group  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from memos.groups import let_editors_see_telegram_and_write_topics  # noqa: E402
from memos.models import MemoPage, MemosPage, Office  # noqa: E402
from wagtail.models import Locale, Page, Site  # noqa: E402

from briefs_app.caching import changes  # noqa: E402
from briefs_app.models import Topic  # noqa: E402

call_command("makemigrations", check_changes=True, dry_run=True)
call_command("migrate", verbosity=0)
locale = Locale.objects.get_or_create(language_code="en")[0]
index = Page.get_first_root_node().add_child(instance=MemosPage(title="Memos", slug="memos", locale=locale))
index.save_revision().publish()
Site.objects.update(hostname="localhost", root_page=index, is_default_site=True)
topic = Topic.objects.create(name="Security", slug="security", locale=locale)
memo = index.add_child(
    instance=MemoPage(
        title="Patrols resume",
        slug="patrols",
        topic=topic,
        summary="In short.",
        confidence=80,
        live=False,
        byline="Lena",
        body=[("figure", {"number": "12", "meaning": "patrols at sea"})],
        locale=locale,
    )
)
memo.save_revision().publish()

model = get_user_model()
chief = model.objects.create_superuser("chief", "chief@example.org", "x")
writer = model.objects.create_user("writer", "writer@example.org", "x")
writer.groups.add(Group.objects.get(name="Editors"))


def read(address: str, user=None) -> str:
    client = Client(headers={"host": "localhost"})
    if user:
        client.force_login(user)
    return client.get(address).content.decode()


def menu(user) -> list[str]:
    from wagtail.admin.menu import admin_menu

    request = SimpleNamespace(user=user)
    return [item.name for item in sorted(admin_menu.menu_items_for_request(request), key=lambda i: i.order)]


found = {
    "page": read("/patrols/"),
    "index": read("/"),
    "api": read(f"/api/v2/briefs/{memo.pk}/"),
    "listing": read("/admin/desk/", chief),
    "menu before": menu(model.objects.get(pk=writer.pk)),
}
let_editors_see_telegram_and_write_topics()
found["menu after"] = menu(model.objects.get(pk=writer.pk))
found["menu of the chief"] = menu(chief)
memo.byline = ""
memo.save_revision()
found["form"] = read(f"/admin/pages/{memo.pk}/edit/", chief)
found["stamps"] = [changes.stamp().token]
Office.objects.create(name="Harbour")
found["stamps"].append(changes.stamp().token)
print(json.dumps(found))
