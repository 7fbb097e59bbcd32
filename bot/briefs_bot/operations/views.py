"""The views for those who watch: is the process alive, is it ready, and its metrics."""

from dataclasses import asdict

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder

from briefs_bot.operations.diagnosis import is_healthy
from briefs_bot.operations.metrics import BriefsCollector, access
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
    is_ready = is_healthy(found)
    told = {"ready": is_ready, "checks": [asdict(each) for each in found]}
    return JsonResponse(told, status=200 if is_ready else 503, json_dumps_params={"ensure_ascii": False})


@transaction.non_atomic_requests
@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer with the metrics, as Prometheus asks for them; 404 where nobody may read them."""
    if not access.is_open(request):
        return HttpResponse(status=404)
    if not access.may_read(request):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    registry = CollectorRegistry()
    registry.register(BriefsCollector())
    encode, content_type = choose_encoder(request.headers.get("Accept", ""))
    return HttpResponse(encode(registry), content_type=content_type)
