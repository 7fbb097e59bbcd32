"""Says what a built wheel lacks, or carries by mistake."""

import sys
from zipfile import ZipFile

NEEDED = [
    "briefs_app/py.typed",
    "briefs_app/migrations/0001_initial.py",
    "briefs_app/pages/migrations/0001_initial.py",
    "briefs_app/templates/briefs_app/brief.html",
    "briefs_app/static/briefs_app/",
    "briefs_app/locale/ru/LC_MESSAGES/django.mo",
    "briefs_app/management/commands/import_briefs.py",
    "briefs_bot/py.typed",
    "briefs_bot/migrations/0001_initial.py",
    "briefs_bot/telegram/lua/take.lua",
    "briefs_bot/static/briefs_bot/admin.css",
    "briefs_bot/templates/briefs_bot/announcement.html",
    "briefs_bot/locale/be/LC_MESSAGES/django.mo",
    "briefs_bot/sandbox/page/index.html",
    "briefs_bot/management/commands/run_bot.py",
]
UNWANTED = ("cms/", "tests/", "seeds/", "docs/")

names = ZipFile(sys.argv[1]).namelist()
faults = [f"lacks {needed}" for needed in NEEDED if not any(name.startswith(needed) for name in names)]
faults += [f"carries {name}" for name in names if name.startswith(UNWANTED)]
print("\n".join(faults) or f"{len(names)} files, as wanted.")
sys.exit(bool(faults))
