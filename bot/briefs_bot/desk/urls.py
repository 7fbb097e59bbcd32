"""The addresses of the desk below the admin's."""

from django.urls import URLPattern, path

from briefs_bot.desk import (
    actions,
    adopting,
    chat_views,
    connecting,
    doctor_page,
    draft_views,
    linking,
    notices,
    publishing,
    report,
    tokens,
)
from briefs_bot.desk.views import AnnounceView, ControlView, SettleView


def patterns() -> list[URLPattern]:
    return [
        *(_control(action) for action in actions.ACTIONS.values()),
        *(_settling(action) for action in actions.SETTLING),
        *_others(),
        *draft_views.urls(),
        *linking.urls(),
        *chat_views.urls(),
        *connecting.urls(),
        *adopting.urls(),
        *doctor_page.urls(),
        *tokens.urls(),
    ]


def _control(action: actions.Action) -> URLPattern:
    route = f"briefs_bot/broadcast/<int:pk>/{action.name}/"
    return path(route, ControlView.as_view(), {"action": action.name}, name=f"briefs_bot_{action.name}")


def _settling(action: actions.Action) -> URLPattern:
    route, name = (
        f"briefs_bot/delivery/<int:delivery_id>/{action.name}/",
        f"briefs_bot_delivery_{action.name}",
    )
    return path(route, SettleView.as_view(), {"action": action.name}, name=name)


def _others() -> list[URLPattern]:
    publish = "briefs_bot/publish/<int:page_id>/<int:revision_id>/"
    results = "briefs_bot/broadcast/<int:pk>/report/results/"
    return [
        path("briefs_bot/announce/<int:brief_id>/", AnnounceView.as_view(), name="briefs_bot_announce_brief"),
        path(publish, publishing.publish, name="briefs_bot_publish"),
        path("briefs_bot/broadcast/<int:pk>/report/", report.serve, name="briefs_bot_report"),
        path(results, report.serve, {"results_only": True}, name="briefs_bot_report_results"),
        path("briefs_bot/broadcast/<int:pk>/outcome/", notices.outcome, name="briefs_bot_outcome"),
    ]
