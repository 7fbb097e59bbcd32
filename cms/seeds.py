"""Loads the demo content of seeds/, in each language, into a site that has no briefs yet."""

from datetime import datetime
from pathlib import Path
from typing import Any

import frontmatter
import yaml
from django.core.files.images import ImageFile
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.models import Locale, Page, Site

from briefs_app import similar
from briefs_app.models import RelatedArticle, Topic
from briefs_app.pages.models import BriefIndexPage, BriefPage
from cms.seed_markdown import blocks, summary_and_rest

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
INDEX = {
    "en": ("The Lantern Briefs", "Short weekly judgements on the Republic, and where each topic is heading."),
    "ru": (
        "Сводки «Фонаря»",
        "Короткие еженедельные оценки: что изменилось в Республике и куда всё движется.",
    ),
}


def are_there() -> bool:
    """Return whether there are briefs: the seeds, or those of an editor."""
    return BriefIndexPage.objects.exists()


def load() -> int:
    """Add the demo content as the site's front page; return how many briefs there are."""
    topics = _load_topics()
    added = []
    for language, index in _indexes().items():
        for path in sorted((SEEDS / "briefs" / language).glob("*.md")):
            added.append(_add_brief(path, index, topics))
    _relate()
    similar.rebuild()
    return len(added)


def _load_topics() -> dict[tuple[str, str], Topic]:
    found = {}
    for order, entry in enumerate(yaml.safe_load((SEEDS / "topics.yaml").read_text("utf-8"))):
        slug, key = entry["slug"], None
        for language in INDEX:
            text = {**entry[language], "aliases": ", ".join(entry[language]["aliases"]), "sort_order": order}
            if key:
                text["translation_key"] = key
            topic, _new = Topic.objects.get_or_create(slug=slug, locale=_locale(language), defaults=text)
            found[slug, language], key = topic, topic.translation_key
    return found


def _indexes() -> dict[str, BriefIndexPage]:
    """The index in the default language is the site's root; its translations stand beside it."""
    indexes: dict[str, BriefIndexPage] = {}
    for language, (title, introduction) in INDEX.items():
        index = BriefIndexPage(
            title=title, slug=f"briefs-{language}", introduction=introduction, locale=_locale(language)
        )
        if indexes:
            index.translation_key = indexes["en"].translation_key
        Page.get_first_root_node().add_child(instance=index)
        index.save_revision().publish()
        indexes[language] = index
    _serve(indexes["en"])
    return indexes


def _serve(index: BriefIndexPage) -> None:
    site = Site.objects.filter(is_default_site=True).first() or Site(
        is_default_site=True, hostname="localhost"
    )
    welcome = site.root_page if site.pk else None
    site.root_page, site.site_name = index, index.title
    site.save()
    # Wagtail's own migration makes this page; an editor's pages stay.
    if welcome and welcome.content_type.model == "page" and not welcome.get_children().exists():
        welcome.delete()


def _add_brief(path: Path, index: BriefIndexPage, topics: dict[tuple[str, str], Topic]) -> BriefPage:
    seed = frontmatter.load(path)
    language = index.locale.language_code
    summary, rest = summary_and_rest(seed.content)
    published = _moment(seed["date"])
    brief = BriefPage(
        title=seed["title"],
        slug=path.stem,
        locale=index.locale,
        topic=topics[seed["topic"], language],
        summary=summary,
        body=blocks(rest, _picture),
        status=seed.get("status", ""),
        status_reason=seed.get("status_reason", ""),
        period_start=seed["period"][0],
        period_end=seed["period"][1],
        outlook_risk=seed.get("risk", False),
        outlook_opportunity=seed.get("opportunity", False),
        byline=seed.get("byline", ""),
        photo=_picture(seed["photo"]) if "photo" in seed else None,
        photo_credit=seed.get("photo_credit", ""),
        photo_caption=seed.get("photo_caption", ""),
        brief_date=published,
        notify_subscribers=False,
        # The dates of a first publication in the past: demo content is no news, so nobody is told.
        first_published_at=published,
    )
    original = BriefPage.objects.filter(slug=path.stem).first()
    if original:
        brief.translation_key = original.translation_key
    index.add_child(instance=brief)
    brief.save_revision().publish()
    return brief


def _relate() -> None:
    for brief in BriefPage.objects.filter(brief_related_articles=None).select_related("locale"):
        path = SEEDS / "briefs" / brief.locale.language_code / f"{brief.slug}.md"
        wanted = frontmatter.load(path).get("related", []) if path.exists() else []
        if wanted:
            brief.brief_related_articles = [_related(brief, entry) for entry in wanted]
            brief.save_revision().publish()


def _related(brief: BriefPage, entry: Any) -> RelatedArticle:
    if isinstance(entry, str):
        return RelatedArticle(page=Page.objects.get(slug=entry, locale=brief.locale))
    return RelatedArticle(url=entry["url"], headline=entry["title"])


def _picture(name: str) -> Any:
    images = get_image_model()
    found = images.objects.filter(title=name).first()
    if found:
        return found
    with (SEEDS / "pictures" / name).open("rb") as file:
        return images.objects.create(title=name, file=ImageFile(file, name=name))


def _locale(language: str) -> Locale:
    return Locale.objects.get_or_create(language_code=language)[0]


def _moment(written: datetime | str) -> datetime:
    moment = written if isinstance(written, datetime) else datetime.fromisoformat(written)
    return timezone.make_aware(moment)
