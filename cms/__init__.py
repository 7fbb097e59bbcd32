"""The host project; importing it makes shared tasks find its Celery application."""

from cms.celery import app as celery_app

__all__ = ["celery_app"]
