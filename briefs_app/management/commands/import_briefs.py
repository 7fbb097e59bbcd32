"""`import_briefs PATH…` imports old articles as briefs and reports the outcome of each."""

import os
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from briefs_app.importing import destination, dry_run, mapping, similar
from briefs_app.importing.csv_report import CsvReport
from briefs_app.importing.dry_run import DryRunImageStore, DryRunRedirects, DryRunTopics, DryRunWriter
from briefs_app.importing.errors import Unreadable, Unwritable
from briefs_app.importing.images import ImageStore
from briefs_app.importing.importer import Importer
from briefs_app.importing.old_brief import OldBrief
from briefs_app.importing.redirects import NoRedirects, Redirects, installed
from briefs_app.importing.report import Outcome, Report
from briefs_app.importing.sources import Sources
from briefs_app.importing.topics import Topics
from briefs_app.importing.writer import Writer
from briefs_app.similar import postponed

INTERRUPTED = 130


class Command(BaseCommand):
    help = (
        "Import old articles: text files, saved web pages, CSV tables and WordPress exports. "
        "Running it again changes nothing; pages edited since are not touched."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="A file or a folder.")
        parser.add_argument(
            "--dry-run", action="store_true", help="Report what would happen, without writing anything."
        )
        parser.add_argument("--topic", metavar="SLUG", help="The topic of briefs that name no topic.")
        parser.add_argument(
            "--topics", type=Path, metavar="FILE", help="CSV or TOML file that maps old categories to topics."
        )
        parser.add_argument("--create-topics", action="store_true", help="Create missing topics.")
        parser.add_argument(
            "--skip-unmapped",
            action="store_true",
            help="Skip briefs without a topic instead of making drafts.",
        )
        parser.add_argument(
            "--drafts", action="store_true", help="Import articles that were not public, as drafts."
        )
        parser.add_argument(
            "--images", type=Path, metavar="DIR", help="The folder with the images; none is downloaded."
        )
        parser.add_argument(
            "--redirects", action="store_true", help="Redirect the old addresses to the new pages."
        )
        parser.add_argument(
            "--post-type", default="post", metavar="NAME", help="The WordPress post type to import."
        )
        parser.add_argument("--parent", type=int, metavar="PAGE_ID", help="The page to put new pages under.")
        parser.add_argument("--language", metavar="CODE", help="The language of the briefs.")
        parser.add_argument(
            "--report", type=Path, metavar="FILE", help="Also write the outcomes to a CSV file."
        )
        parser.add_argument(
            "--no-similar",
            action="store_true",
            help="Do not find similar briefs; rebuild_similar can do it later.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with ExitStack() as stack:
            importer = _importer(options, stack)
            csv_report = _csv_report(options["report"], stack)
            report = Report(_AboveTheBar(self.stdout), csv_report)
            stopped = self._run(options, importer, report)
            report.close(importer.topics.unmapped)
        if stopped:
            raise CommandError(
                "Stopped. What is done stays, and the same command goes on.", returncode=INTERRUPTED
            )
        if not options["dry_run"]:
            self._find_similar(options["no_similar"])
        if csv_report and csv_report.problem:
            raise CommandError(f"--report: {options['report']} ends early: {csv_report.problem}.")
        if report.broken:
            raise CommandError(f"{report.broken} could not be imported: see “broken” above.")

    def _run(self, options: dict[str, Any], importer: Importer, report: Report) -> bool:
        """Import all sources; return whether the user interrupted it."""
        sources = Sources(options["post_type"], with_images=options["images"] is not None)
        own = [path for path in (options["report"], options["topics"]) if path]
        found = list(sources.find(options["paths"], but=own))
        total = sum(source.size for source in found)
        try:
            # `disable=None` shows the bar on a terminal only.
            with tqdm(total=total, unit="B", unit_scale=True, disable=None) as bar, postponed():
                for source in found:
                    report.add(source.path, _outcomes(importer, sources.read(source, bar.update)))
        except KeyboardInterrupt:
            return True
        return False

    def _find_similar(self, later: bool) -> None:
        """Find similar briefs, or with `later` only tell how to do it."""
        waiting = similar.waiting()
        if later and waiting:
            self.stdout.write("Run rebuild_similar to find the similar briefs.")
        if later:
            return
        try:
            similar.find(waiting)
        except KeyboardInterrupt as error:
            advice = "All is imported; rebuild_similar finds the rest of the similar briefs."
            raise CommandError(f"Stopped. {advice}", returncode=INTERRUPTED) from error


class _AboveTheBar:
    """An output that prints above the progress bar, not through it."""

    def __init__(self, out: Any) -> None:
        self._out = out

    def write(self, line: str) -> None:
        with tqdm.external_write_mode():
            self._out.write(line)


def _outcomes(importer: Importer, read: Iterable[OldBrief | Outcome]) -> Iterator[Outcome]:
    """Yield the outcomes of a source, importing each brief that it yields."""
    for old in read:
        yield from [old] if isinstance(old, Outcome) else importer.import_brief(old)


def _importer(options: dict[str, Any], stack: ExitStack) -> Importer:
    parent, locale = destination.parent_and_locale(options["parent"], options["language"])
    if options["images"] and not os.path.isdir(options["images"]):
        raise CommandError(f"--images: {options['images']} is no folder.")
    if options["redirects"] and not installed():
        raise CommandError("--redirects needs wagtail.contrib.redirects in INSTALLED_APPS.")
    writer: Writer = Writer(destination.page_model(), parent, locale)
    classes: tuple[Any, ...] = (Topics, ImageStore, Redirects)
    if options["dry_run"]:
        written = stack.enter_context(dry_run.storage())
        writer = DryRunWriter(destination.page_model(), parent, locale, written=written)
        classes = (DryRunTopics, DryRunImageStore, DryRunRedirects)
    topics_class, image_store_class, redirects_class = classes
    return Importer(
        writer=writer,
        topics=_mapped(topics_class(locale, _mapping(options["topics"])), options["create_topics"]),
        image_store=image_store_class(options["images"]),
        redirects=redirects_class(writer.site()) if options["redirects"] else NoRedirects(),
        create_topics=options["create_topics"],
        skip_unmapped=options["skip_unmapped"],
        drafts=options["drafts"],
        default_topic=destination.topic_id(options["topic"], locale),
        now=timezone.now(),
    )


def _mapping(path: Path | None) -> dict[str, str]:
    try:
        return mapping.read(path) if path else {}
    except Unreadable as error:
        raise CommandError(f"--topics: {path}: {error}") from error


def _mapped(topics: Topics, create: bool) -> Topics:
    """Return the topics; CommandError if the mapping names topics that neither exist nor get created."""
    if (missing := topics.missing()) and not create:
        advice = "mend the file, or let --create-topics create them"
        raise CommandError(f"--topics: there is no topic {', '.join(missing)}: {advice}.")
    return topics


def _csv_report(path: Path | None, stack: ExitStack) -> CsvReport | None:
    try:
        return stack.enter_context(closing(CsvReport(path))) if path else None
    except Unwritable as error:
        raise CommandError(f"--report: {path}: {error}") from error
