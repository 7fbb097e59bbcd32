"""Similar briefs for an editor who is still writing: found by the unsaved form, or ruled out."""

import re
from collections.abc import Callable
from typing import Any

import swapper
from django.apps import apps
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail.models import Site

from briefs_app import audience
from briefs_app.conf import settings
from briefs_app.editing import blocking
from briefs_app.editing.editable import editable
from briefs_app.models import BlockedPair, BriefMixin
from briefs_app.similar import brief_text, scores, terms, words
from briefs_app.similar.scores import Match, Subject

SUGGESTED = 6
LONGEST_NUMBER = 18
PICKED = re.compile(r"brief_related_articles-(\d+)-page")


@require_POST
def suggest(request: HttpRequest, page_id: int) -> HttpResponse:
    return _answer(request, editable(request, page_id))


@require_POST
def suggest_new(request: HttpRequest, label: str, parent_id: int) -> HttpResponse:
    """Suggest for a brief that has no row yet."""
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError) as error:
        raise Http404 from error
    parent = get_object_or_404(_pages(), pk=parent_id).specific
    if not (isinstance(model, type) and issubclass(model, BriefMixin)):
        raise Http404
    if model not in parent.creatable_subpage_models():
        raise PermissionDenied
    if not parent.permissions_for_user(request.user).can_add_subpage():
        raise PermissionDenied
    return _answer(request, model(locale=parent.locale), parent.get_site())


@require_POST
def block(request: HttpRequest, page_id: int, other_id: int) -> HttpResponse:
    brief = editable(request, page_id)
    other = get_object_or_404(_readable(brief.get_site()).exclude(pk=page_id), id=other_id)
    return _changed(request, brief, other, blocking.BLOCK, BlockedPair.objects.block)


@require_POST
def allow(request: HttpRequest, page_id: int, other_id: int) -> HttpResponse:
    brief = editable(request, page_id)
    other = get_object_or_404(_pages(), pk=other_id).specific
    return _changed(request, brief, other, blocking.ALLOW, BlockedPair.objects.allow)


urlpatterns = [
    path("brief-suggestions/<int:page_id>/", suggest, name="briefs_suggest"),
    path("brief-suggestions/<int:page_id>/block/<int:other_id>/", block, name="briefs_block"),
    path("brief-suggestions/<int:page_id>/allow/<int:other_id>/", allow, name="briefs_allow"),
    path("brief-suggestions/<str:label>/under/<int:parent_id>/", suggest_new, name="briefs_suggest_new"),
]


def _changed(
    request: HttpRequest, brief: Any, other: Any, action: str, change: Callable[[int, int], bool]
) -> HttpResponse:
    """A refusal is a sentence, which the panel shows as it is."""
    public = set(_readable(brief.get_site()).filter(pk__in=[brief.pk, other.pk]).values_list("pk", flat=True))
    refusal = blocking.refusal(request.user, brief, other if other.pk in public else None)
    if refusal:
        return HttpResponse(refusal, status=403, content_type="text/plain; charset=utf-8")
    if change(brief.pk, other.pk):
        blocking.note_down(action, request.user, brief, other, public)
    return _answer(request, brief)


def _answer(request: HttpRequest, brief: Any, site: Site | None = None) -> HttpResponse:
    site = site or brief.get_site()
    blocked = BlockedPair.objects.with_brief(brief.pk) if brief.pk else set()
    taken = blocked | _picked(request.POST)
    matches = [match for match in _matches(request.POST, brief, site) if match.brief_id not in taken]
    found = _readable(site).in_bulk([match.brief_id for match in matches[:SUGGESTED]])
    context = {
        "brief": brief,
        "suggestions": [(found[match.brief_id], match) for match in matches if match.brief_id in found],
        "blocked": _readable(site).filter(pk__in=blocked).order_by("title"),
        "message": _message(len(found)),
    }
    return render(request, "briefs_app/admin/suggestions.html", context)


def _matches(form: QueryDict, brief: Any, site: Site | None) -> list[Match]:
    """Best first. The brief is taken from the form, not from the database."""
    title, summary = form.get("title", ""), form.get("summary", "")
    language = brief.locale.language_code
    uses = words.uses(brief_text.weighted(title, summary, _body(form, brief)), language)
    topic = form.get("topic", "")
    subject = Subject(
        pk=brief.pk,
        topic_id=_number(topic),
        date=brief.shown_date or timezone.now(),
        site=site,
    )
    found = scores.shared(terms.weigh(uses, language), but=brief.pk)
    return scores.one_of_each(scores.rank(subject, found))


def _body(form: QueryDict, brief: Any) -> Any:
    block = brief.body.stream_block
    if "body-count" not in form:  # the host's form may leave it out
        return block.normalize([])
    try:
        return block.value_from_datadict(form, {}, "body")
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise BadRequest("The body is not what the form sends.") from error


def _picked(form: QueryDict) -> set[int]:
    rows = {row[1]: value for name, value in form.items() if (row := PICKED.fullmatch(name))}
    kept = [
        value for number, value in rows.items() if not form.get(f"brief_related_articles-{number}-DELETE")
    ]
    return {number for value in kept if (number := _number(value)) is not None}


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) <= LONGEST_NUMBER else None


def _message(count: int) -> str:
    if not count:
        return _("Nothing similar enough was found.")
    return ngettext("%(count)d suggestion.", "%(count)d suggestions.", count) % {"count": count}


def _readable(site: Site | None) -> QuerySet:
    return audience.visible(apps.get_model(settings.PAGE_MODEL).objects.all(), site)


def _pages() -> QuerySet:
    return swapper.load_model("wagtailcore", "Page").objects.all()
