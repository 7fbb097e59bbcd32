"""The ASGI application of the host project."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
application = get_asgi_application()

# Its models need the line above.
from briefs_bot.updates.asgi import with_webhook  # noqa: E402

application = with_webhook(application)
