"""The views for those who watch: is the process alive, is it ready, and its metrics."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from briefs_bot.operations.diagnosis import Diagnosis, Level
from briefs_bot.operations.readiness import readiness


# The last decorator of each, as ATOMIC_REQUESTS would ask the database first.
@transaction.non_atomic_requests
@never_cache
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """Answer that this process answers; asks nothing else."""
    return HttpResponse("ok", content_type="text/plain")


@transaction.non_atomic_requests
@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Answer 503 where messages are not sent; the JSON says why, and what to do."""
    found = readiness()
    is_ready = not any(each.level == Level.ERROR for each in found)
    told = {"ready": is_ready, "checks": [_packed(each) for each in found]}
    return JsonResponse(told, status=200 if is_ready else 503)


def _packed(each: Diagnosis) -> dict[str, str]:
    return {"name": each.name, "level": str(each.level), "found": each.found, "advice": each.advice}
