"""The addresses for those who watch: `path("", include("briefs_bot.operations.urls"))`."""

from django.urls import path

from briefs_bot.operations import views

urlpatterns = [
    path("health/", views.alive, name="briefs_alive"),
    path("health/ready", views.ready, name="briefs_ready"),
    path("metrics", views.metrics, name="briefs_metrics"),
]
