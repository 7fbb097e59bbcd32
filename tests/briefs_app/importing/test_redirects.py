"""Old addresses redirect to the new pages, unless they are already used."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from briefs_app.models import Topic
from briefs_app.pages.models import BriefIndexPage, BriefPage

Run, Put, Write = Callable[..., str], Callable[..., Path], Callable[..., str]
OLD = "/2019/05/post-7"


@pytest.fixture
def imported(run: Run, put: Put, export: Write, post: Write, economy: Topic) -> Callable[..., str]:
    """Return a function that imports one post with these options and fields and returns the report."""
    return lambda *options, **fields: run(put(export(post(**fields)), "export.xml"), *options)


def test_an_old_address_leads_to_the_brief(imported: Callable[..., str], client: Client) -> None:
    report = imported("--redirects")

    answer = client.get(f"{OLD}/", headers={"host": "archive.example.org"})
    assert f"redirect from {OLD}" in report
    assert (answer.status_code, answer["Location"]) == (301, BriefPage.objects.get().url)


def test_a_redirected_address_is_not_the_canonical_address(imported: Callable[..., str]) -> None:
    imported("--redirects")

    assert BriefPage.objects.get().source_url == ""


def test_redirects_can_be_added_by_a_later_import_and_only_once(imported: Callable[..., str]) -> None:
    imported()
    assert not Redirect.objects.exists()

    assert f"redirect from {OLD}" in imported("--redirects")
    assert "Totals: 1 unchanged" in imported("--redirects")
    assert Redirect.objects.count() == 1


def test_a_redirect_that_leads_elsewhere_is_left_alone(
    imported: Callable[..., str], index: BriefIndexPage
) -> None:
    Redirect.add_redirect(OLD, index, site=Site.objects.get())

    report = imported("--redirects")

    assert f"no redirect: {OLD} leads elsewhere already" in report
    assert Redirect.objects.get().redirect_page_id == index.pk


@pytest.mark.parametrize(
    ("address", "note"),
    [
        ("https://old.example.org/", "no redirect: its old address is the home page"),
        ("https://old.example.org/?p=7", "no redirect: its old address is the home page"),
        ("https://old.example.org/admin", "no redirect: another page stands at /admin"),
        ("https://old.example.org/admin/pages/", "no redirect: another page stands at /admin/pages/"),
        ("https://old.example.org/about/?p=7", "no redirect: another page stands at /about/"),
        ("https://old.example.org//double//slash", "no redirect: its old address is none that a browser"),
        ("mailto:lena@example.org", "no redirect: its old address is none that a browser asks for"),
        (f"https://old.example.org/{'a' * 300}", "no redirect: its old address is too long"),
        ("https://old.example.org/third-crane-ordered/", ""),
        ("javascript:alert(1)", ""),
    ],
)
def test_some_addresses_get_no_redirect(
    imported: Callable[..., str], index: BriefIndexPage, address: str, note: str
) -> None:
    index.add_child(instance=BriefIndexPage(title="About", slug="about", locale=index.locale))

    report = imported("--redirects", "--parent", index.pk, link=address)

    assert note in report
    assert not Redirect.objects.exists()


def test_an_address_with_a_query_keeps_it(imported: Callable[..., str]) -> None:
    imported("--redirects", link="https://old.example.org/old.php?p=7")

    assert Redirect.objects.get().old_path == "/old.php?p=7"


def test_an_address_with_a_space_leads_to_the_brief(
    run: Run, put: Put, economy: Topic, client: Client
) -> None:
    head = "title,date,topic,summary,url"
    path = put(f"{head}\nCrane,2016-03-07,Economy,In short.,https://old.example.org/third crane\n", "old.csv")

    run(path, "--redirects")

    answer = client.get("/third%20crane", headers={"host": "archive.example.org"})
    assert answer["Location"] == BriefPage.objects.get().url


def test_a_draft_gets_no_redirect(imported: Callable[..., str]) -> None:
    imported("--redirects", "--drafts", wp__status="private")

    assert BriefPage.objects.exists()
    assert not Redirect.objects.exists()


def test_a_dry_run_reports_redirects_and_creates_none(
    run: Run, put: Put, export: Write, post: Write, economy: Topic
) -> None:
    twice = post(), post("Ferry", 8, link="https://old.example.org/2019/05/post-7/")
    path = put(export(*twice), "export.xml")

    report = run(path, "--redirects", "--dry-run")

    assert not Redirect.objects.exists()
    assert f"no redirect: {OLD} leads elsewhere already" in report
    assert report == run(path, "--redirects")
