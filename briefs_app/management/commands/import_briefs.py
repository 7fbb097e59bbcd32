"""`import_briefs PATH…` brings old briefs, saved as text, into the site and tells what became of each."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import swapper
from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from wagtail.models import Locale

from briefs_app.archive import files
from briefs_app.archive.importer import Importer
from briefs_app.archive.rehearsal import RehearsalShelf, RehearsalTopics
from briefs_app.archive.report import Kind, Outcome, Report
from briefs_app.archive.shelf import Shelf
from briefs_app.archive.text import parse
from briefs_app.archive.topics import Topics
from briefs_app.archive.values import NotABrief
from briefs_app.conf import settings
from briefs_app.models import BriefIndexMixin, Topic


class Command(BaseCommand):
    help = "Import old briefs, saved as text. Running it again changes nothing; edited pages are left alone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="A text file or a directory.")
        parser.add_argument("--dry-run", action="store_true", help="Report what would happen, write nothing.")
        parser.add_argument("--topic", metavar="SLUG", help="The topic of briefs that name none.")
        parser.add_argument("--create-topics", action="store_true", help="Create missing topics.")
        parser.add_argument("--parent", type=int, metavar="PAGE_ID", help="Where to put new pages.")
        parser.add_argument("--language", metavar="CODE", help="The language of the briefs.")

    def handle(self, *args: Any, **options: Any) -> None:
        report = Report(self.stdout)
        importer = _importer(options)
        for path, text in _texts(options["paths"], report):
            report.add(path, _outcomes(importer, text))
        report.close()
        if report.broken:
            raise CommandError(f"{report.broken} could not be imported: see “broken” above.")


def _texts(paths: list[Path], report: Report) -> Iterator[tuple[Path, str]]:
    for path in files.once(_files(paths, report)):
        try:
            yield path, files.read(path)
        except files.Unreadable as error:
            report.add(path, [Outcome(Kind.BROKEN, notes=(str(error),))])


def _files(paths: list[Path], report: Report) -> Iterator[Path]:
    for path in paths:
        try:
            yield from files.under(path)
        except files.Unreadable as error:
            report.add(path, [Outcome(Kind.BROKEN, notes=(str(error),))])


def _outcomes(importer: Importer, text: str) -> list[Outcome]:
    try:
        return importer.bring_in(parse(text))
    except NotABrief as reason:
        return [Outcome(Kind.SKIPPED, notes=(str(reason),))]


def _importer(options: dict[str, Any]) -> Importer:
    model = apps.get_model(settings.PAGE_MODEL)
    given = _parent(options["parent"])
    locale = _locale(options["language"], given)
    parent = given or _index(locale)
    if not model.can_exist_under(parent):
        raise CommandError(f"“{parent}” cannot hold a {model._meta.verbose_name}: see its page types.")
    shelf, topics = (RehearsalShelf, RehearsalTopics) if options["dry_run"] else (Shelf, Topics)
    return Importer(
        shelf=shelf(model, parent, locale),
        topics=topics(locale),
        create_topics=options["create_topics"],
        default_topic=_topic(options["topic"], locale),
        now=timezone.now(),
    )


def _locale(code: str | None, parent: Any) -> Locale:
    if code is None:
        return parent.locale if parent else Locale.get_default()
    locale = Locale.objects.filter(language_code=code).first()
    if locale is None:
        known = ", ".join(Locale.objects.values_list("language_code", flat=True))
        raise CommandError(f"The site has no language “{code}”, only: {known}.")
    if parent and parent.locale_id != locale.pk:
        raise CommandError(f"“{parent}” is in {parent.locale.language_code}, not in {code}.")
    return locale


def _parent(pk: int | None) -> Any:
    if pk is None:
        return None
    page = swapper.load_model("wagtailcore", "Page").objects.filter(pk=pk).first()
    if page is None:
        raise CommandError(f"There is no page {pk}.")
    return page.specific


def _index(locale: Locale) -> Any:
    models = [model for model in apps.get_models() if issubclass(model, BriefIndexMixin)]
    found = [page for model in models for page in model.objects.filter(locale=locale)]
    if len(found) != 1:
        language = locale.language_code
        raise CommandError(f"{len(found)} index pages in {language}: name the parent with --parent PAGE_ID.")
    return found[0]


def _topic(slug: str | None, locale: Locale) -> int | None:
    if slug is None:
        return None
    pk = Topic.objects.filter(locale=locale, slug=slug).values_list("pk", flat=True).first()
    if pk is None:
        raise CommandError(f"There is no topic “{slug}” in {locale.language_code}.")
    return pk
