"""The addresses for Telegram's webhook: `path("telegram/", include("briefs_bot.urls"))`."""

from django.urls import path

from briefs_bot.updates import webhook, webhook_address

urlpatterns = [
    path("webhook/", webhook.receive, name=webhook_address.NAME),
    path("webhook/<int:number>/", webhook.receive, name=webhook_address.NAME),
]
