"""A brief as search engines read it: schema.org, as plain data."""

from typing import Any

from briefs_app.pictures.photos import Picture


def article(
    brief: Any, url: str, publisher: dict[str, str], picture: Picture | None = None, topic_url: str = ""
) -> dict[str, Any]:
    """`url` is absolute; what is not known is left out."""
    publisher = {"@type": "Organization", **publisher}
    changed = max(filter(None, (brief.last_published_at, brief.shown_date)), default=None)
    return _present(
        {
            "@context": "https://schema.org",
            "@type": "AnalysisNewsArticle",
            "headline": brief.title,
            "description": brief.summary,
            "url": url,
            "mainEntityOfPage": _present({"@type": "WebPage", "@id": url}),
            "datePublished": brief.shown_date and brief.shown_date.isoformat(),
            "dateModified": changed and changed.isoformat(),
            "inLanguage": brief.locale.language_code,
            "author": {"@type": "Person", "name": brief.byline} if brief.byline else publisher,
            "publisher": publisher,
            "articleSection": brief.topic and brief.topic.name,
            "about": brief.topic and _present({"@type": "Thing", "name": brief.topic.name, "url": topic_url}),
            "temporalCoverage": brief.period and "/".join(day.isoformat() for day in brief.period),
            "image": picture and _image(brief, picture),
            "isBasedOn": brief.source_url,
            "correction": [_correction(correction) for correction in brief.corrections],
        }
    )


def _correction(correction: Any) -> dict[str, Any]:
    made = correction.made_at and correction.made_at.isoformat()
    return _present({"@type": "CorrectionComment", "text": correction.note, "datePublished": made})


def _image(brief: Any, picture: Picture) -> dict[str, Any]:
    return _present(
        {
            "@type": "ImageObject",
            "url": picture.url,
            "width": picture.width,
            "height": picture.height,
            "caption": brief.photo_caption or picture.alt,
            "creditText": brief.photo_credit,
        }
    )


def _present(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}
