"""Publishes the rated items as briefs; prints the scores that `briefs_app` gives them, and a baseline's."""

import json

import django

from tests.bench.meter import metered
from tests.bench.seeding import make_site
from tests.bench.similarity import baselines, judgement


def publish(texts: list[str]) -> list[int]:
    """Headline and summary are numbers, which count for nothing: the items have neither."""
    from briefs_app.models import Topic
    from briefs_app.pages.models import BriefIndexPage, BriefPage

    index, topic = BriefIndexPage.objects.get(), Topic.objects.get()
    pages = [
        BriefPage(title=str(n), summary=str(n), topic=topic, body=[{"type": "paragraph", "value": text}])
        for n, text in enumerate(texts)
    ]
    return [index.add_child(instance=page).pk for page in pages]


def scores(ids: list[int]) -> judgement.Matrix:
    """Without topic, time, threshold and near-duplicates, which the items cannot tell."""
    from briefs_app.models import BriefWords
    from briefs_app.similar import scores, terms

    rows = []
    for counted in (BriefWords.objects.get(pk=pk) for pk in ids):
        best = terms.weigh(terms.uses_of(counted), counted.language)
        found = scores.shared(best, but=counted.pk)
        rows.append([scores.cosine(found.get(pk, {})) for pk in ids])
    return rows


if __name__ == "__main__":
    django.setup()
    with metered():
        from briefs_app import similar

        make_site()
        background, items = judgement.texts()
        ids = publish([*background, *items])[-len(items) :]
        similar.rebuild()
    stemmed = baselines.tf_idf(background, items, baselines.stemmed)
    print(json.dumps({"ours": scores(ids), "stemmed": stemmed}))
