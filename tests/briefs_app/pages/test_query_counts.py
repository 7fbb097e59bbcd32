"""The number of queries of a page does not grow with the number of briefs."""

import json

import pytest
from django.core.files.images import ImageFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from briefs_app.models import RelatedArticle, SimilarBrief


@pytest.mark.parametrize(
    "url",
    ["/", "/?status=worsened", "/topic/economy/", "/2026/w23/", "/first/"],
    ids=["index", "filtered index", "topic", "edition", "brief"],
)
def test_twelve_briefs_cost_as_many_queries_as_three(client, public_brief, url):
    first = public_brief("First", photo=image(), body=json.dumps([{"type": "heading", "value": "Tea"}]))
    surround(first, [public_brief(f"Early {number}", photo=image()) for number in range(2)])
    few = queries(client, url)

    surround(first, [public_brief(f"Late {number}", photo=image()) for number in range(9)])
    many = queries(client, url)

    assert many == few


def image():
    file = ImageFile(get_test_image_file(size=(40, 30)), name="harbour.png")
    return get_image_model().objects.create(title="harbour.png", file=file)


def surround(brief, others):
    """Half of the others are picked by the editor, half are found to be similar."""
    for number, other in enumerate(others):
        if number % 2:
            brief.brief_related_articles.add(RelatedArticle(page=other))
        else:
            SimilarBrief.objects.create(brief=brief, similar=other, score=0.5, algorithm=1)
    brief.save()


def queries(client, url):
    client.get(url)  # makes the renditions of new photos
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return len(caught)
