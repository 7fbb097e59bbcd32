"""Writes feeds as RSS, Atom and JSON; Django's generators do the common part."""

import json
from typing import Any

from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed, rfc3339_date
from django.utils.xmlutils import SimplerXMLGenerator

MEDIA = "http://search.yahoo.com/mrss/"
CONTENT = "http://purl.org/rss/1.0/modules/content/"


class Rss(Rss201rev2Feed):
    """RSS 2.0 with the modules that readers know: Atom links, full content, media."""

    def rss_attributes(self) -> dict[str, str]:
        return {**super().rss_attributes(), "xmlns:content": CONTENT, "xmlns:media": MEDIA}

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        for rel, url in self.feed["pages"].items():
            handler.addQuickElement("atom:link", None, {"rel": rel, "href": url})

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("atom:updated", rfc3339_date(item["updateddate"]))
        for scheme, _term, label in item["tags"]:
            handler.addQuickElement("category", label, {"domain": scheme} if scheme else {})
        if item["full"]:
            handler.addQuickElement("content:encoded", item["full"])
        if item["picture"]:
            _add_media(handler, item)


class Atom(Atom1Feed):
    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        for rel, url in self.feed["pages"].items():
            handler.addQuickElement("link", "", {"rel": rel, "href": url})

    def root_attributes(self) -> dict[str, str]:
        return {**super().root_attributes(), "xmlns:media": MEDIA}

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["language"]}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        for scheme, term, label in item["tags"]:
            named = {"term": term, "label": label}
            handler.addQuickElement("category", "", {**named, "scheme": scheme} if scheme else named)
        if item["full"]:
            handler.addQuickElement("content", item["full"], {"type": "html"})
        if item["picture"]:
            _add_media(handler, item)


class JsonFeed(SyndicationFeed):
    """https://www.jsonfeed.org/version/1.1/"""

    content_type = "application/feed+json; charset=utf-8"

    def write(self, outfile: Any, encoding: str) -> None:
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.feed["title"],
            "home_page_url": self.feed["link"],
            "feed_url": self.feed["feed_url"],
            "next_url": self.feed["pages"].get("next"),
            "description": self.feed["description"],
            "language": self.feed["language"],
            "authors": [{"name": self.feed["author_name"]}],
            "items": [_present(self._item(item)) for item in self.items],
        }
        outfile.write(json.dumps(_present(feed), ensure_ascii=False).encode(encoding))

    def _item(self, item: dict[str, Any]) -> dict[str, Any]:
        picture = item["picture"]
        return {
            "id": item["unique_id"],
            "url": item["link"],
            "external_url": item["source_url"],
            "title": item["title"],
            "summary": item["summary"],
            **({"content_html": item["full"]} if item["full"] else {"content_text": item["summary"]}),
            "image": picture and picture.url,
            "date_published": item["pubdate"] and rfc3339_date(item["pubdate"]),
            "date_modified": rfc3339_date(item["updateddate"]),
            "authors": [{"name": item["author_name"]}] if item["author_name"] else None,
            "tags": [label for _scheme, _term, label in item["tags"]],
            "language": item["language"],
            "attachments": picture
            and [{"url": picture.url, "mime_type": picture.mime_type, "size_in_bytes": picture.size}],
            "_brief": _present(item["judgement"]),
        }


def _add_media(handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
    picture = item["picture"]
    measures = {"fileSize": picture.size, "width": picture.width, "height": picture.height}
    handler.startElement(
        "media:content",
        {
            "url": picture.url,
            "type": picture.mime_type,
            "medium": "image",
            **{name: str(number) for name, number in measures.items()},
        },
    )
    if item["caption"]:
        handler.addQuickElement("media:description", item["caption"], {"type": "plain"})
    if item["credit"]:
        handler.addQuickElement("media:credit", item["credit"], {"role": "photographer"})
    handler.endElement("media:content")


def _present(values: dict[str, Any]) -> dict[str, Any]:
    """JSON Feed leaves out what there is not; a content of no words is there all the same."""
    return {name: value for name, value in values.items() if value not in (None, [], {})}


FORMATS: dict[str, type[SyndicationFeed]] = {"rss": Rss, "atom": Atom, "json": JsonFeed}
