"""No date that somebody types into a form or an address of the admin breaks it, in any time zone."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield
from wagtail.users.models import UserProfile

from briefs_app.pages.models import BriefPage

pytestmark = pytest.mark.usefixtures("unindexed")

DAYS = ("0001-01-01", "0001-01-02", "9999-12-31", "9999-12-30", "2026-02-30", "0000-00-00", "٢٠٢٦-٠١-٠١", "x")
# The night when Minsk, Moscow or New York once moved its clocks, and the ends of the calendar.
MOMENTS = (
    *(f"{day} {hour}" for day in ("0001-01-01", "9999-12-31") for hour in ("00:00", "23:59")),
    *(
        "2010-03-28 02:30",
        "2010-10-31 02:30",
        "2026-03-08 02:30",
        "2026-11-01 01:30",
        "2026-06-01 25:00",
        "x",
    ),
)
FIELDS = {
    "brief_date": MOMENTS,
    "period_start": DAYS,
    "period_end": DAYS,
    "go_live_at": MOMENTS,
    "expire_at": MOMENTS,
}


@pytest.fixture
def form(security):
    return {
        "title": "Tea",
        "slug": "tea",
        "topic": security.pk,
        "summary": "In short.",
        "body": streamfield([]),
        "brief_related_articles": inline_formset([]),
        "comments": inline_formset([]),
    }


@pytest.fixture
def edit(admin_client, admin_user, make_brief, form):
    def edit(zone, action="action-draft", **values):
        UserProfile.objects.update_or_create(user=admin_user, defaults={"current_time_zone": zone})
        brief = BriefPage.objects.first() or make_brief("Tea")
        address = reverse("wagtailadmin_pages:edit", args=[brief.pk])
        return admin_client.post(address, nested_form_data({**form, **values, action: "yes"}), follow=True)

    return edit


@pytest.mark.parametrize("zone", ["Europe/Minsk", "America/New_York"])
def test_no_date_breaks_the_form_of_a_brief(edit, admin_client, zone):
    for position in range(max(map(len, FIELDS.values()))):
        row = {name: values[position % len(values)] for name, values in FIELDS.items()}
        assert edit(zone, **row).status_code == 200, row
        assert edit(zone, brief_date=row["brief_date"]).status_code == 200, row
        assert edit(zone, expire_at=row["expire_at"]).status_code == 200, row
        assert admin_client.get(reverse("briefs:index")).status_code == 200, row


@pytest.mark.parametrize(
    ("zone", "moment"),
    [
        ("Europe/Minsk", "0001-01-01 00:00"),
        ("America/New_York", "9999-12-31 23:59"),
        ("UTC", "9999-12-31 23:59"),
    ],
)
@pytest.mark.parametrize("field", ["brief_date", "expire_at"])
@pytest.mark.parametrize("action", ["action-draft", "action-publish"])
def test_a_year_that_does_not_exist_everywhere_is_refused(edit, field, zone, moment, action):
    if (field, moment[:4]) == ("expire_at", "0001"):
        pytest.skip("Wagtail itself refuses what is over.")

    assert "Choose a year from 2 to 9998." in edit(zone, action, **{field: moment}).content.decode()
    assert getattr(BriefPage.objects.get(), field) is None


@pytest.mark.parametrize("zone", ["Europe/Minsk", "America/New_York"])
def test_no_date_breaks_the_listing_of_briefs(admin_client, admin_user, edit, zone):
    edit(zone, period_start="9999-12-31", period_end="9999-12-31", brief_date="9998-12-31 23:59")

    for name in ("briefs:index", "briefs:index_results"):
        for day in (*DAYS, "\0", "9" * 30):
            ends = {"period_from": day, "period_to": day}
            others = {"topic": day, "status": day, "page_state": day, "p": day, "ordering": day}
            for query in (ends, others):
                assert admin_client.get(reverse(name), query).status_code in (200, 404), query


@pytest.mark.parametrize("zone", ["Europe/Minsk", "America/New_York"])
def test_no_date_breaks_the_history_of_a_topic(admin_client, admin_user, security, edit, zone):
    edit(zone)
    address = reverse("wagtailsnippets_briefs_app_topic:history", args=[security.pk])

    for day in DAYS:
        assert admin_client.get(address, {"timestamp_from": day, "timestamp_to": day}).status_code == 200, day
