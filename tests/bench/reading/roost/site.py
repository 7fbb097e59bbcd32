"""A site of wagtail-roost: articles in one section below a news index."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth import get_user_model
from roost.models import (
    ArticleAuthor,
    ArticlePage,
    ArticleTag,
    Author,
    AuthorIndexPage,
    NewsIndexPage,
    RelatedArticle,
    SectionPage,
    TaggedArticle,
)
from wagtail.images.models import Image
from wagtail.models import Page, Site

from tests.bench.message import SUMMARY
from tests.bench.reading import content
from tests.bench.reading.asking import get
from tests.bench.reading.copying import Copies


def fill(wanted: int) -> None:
    index = Page.get_first_root_node().add_child(instance=NewsIndexPage(title="News", slug="news"))
    Site.objects.update(root_page=index, hostname=content.HOST)
    index.add_child(instance=AuthorIndexPage(title="Authors", slug="authors"))
    section = index.add_child(instance=SectionPage(title="Briefs", slug="briefs"))
    user = get_user_model().objects.create(username="anna")
    author = Author.objects.create(user=user, display_name=content.AUTHOR)
    for name in content.TOPICS:
        ArticleTag.objects.create(name=name)
    written = [
        _write(number, section, author, content.moment(number, wanted)) for number in range(content.WRITTEN)
    ]
    for number, article in enumerate(written):
        if content.has_related(number):
            article.related_articles = [
                RelatedArticle(related_page=written[other]) for other in content.related(number)
            ]
            article.save()
    copies = Copies(section, wanted)
    copies.of(ArticlePage, "page_ptr_id", date=f"({copies.moment})::date")
    copies.of(ArticleAuthor, "article_id")
    copies.of(TaggedArticle, "content_object_id")
    copies.of(RelatedArticle, "article_id")
    copies.settle()


def _write(number: int, section: SectionPage, author: Author, moment: Any) -> ArticlePage:
    article = ArticlePage(
        title=content.title(number),
        slug=f"article-{number}",
        lead=SUMMARY,
        body=content.PARAGRAPHS,
        date=moment.date(),
        first_published_at=moment,
        last_published_at=moment,
    )
    if content.has_photo(number):
        article.image = Image.objects.create(title="Photo", file=content.photo(number), width=0, height=0)
    article.article_authors = [ArticleAuthor(author=author)]
    article.tags.add(content.topic(number))
    return section.add_child(instance=article)


def questions() -> dict[str, Callable[[], Any]]:
    articles = ArticlePage.objects.live().order_by("-first_published_at")
    article = articles.exclude(image=None).exclude(related_articles=None)[0]
    return {"page": get(article.url), "index": get("/"), "feed": get("/feed/")}
