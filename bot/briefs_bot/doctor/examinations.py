"""All examinations, in the order in which they are told."""

from briefs_bot.doctor import answering, broker, installation, redis_server, site, telegram, tokens, wording
from briefs_bot.operations import readiness
from briefs_bot.operations.diagnosis import Diagnosis, Examination, examine, is_healthy

WITHOUT_DATABASE: tuple[Examination, ...] = (redis_server.examine, readiness.tick, broker.round_trip)
OTHERS: tuple[Examination, ...] = (
    readiness.installation,
    readiness.messages,
    installation.migrations,
    installation.checks,
    tokens.sources,
    telegram.examine,
    answering.examine,
    wording.examine,
    site.links,
    site.photos,
    site.schedule,
)


def diagnose() -> list[Diagnosis]:
    """Examine everything. Each answer from outside is awaited for a few seconds at most."""
    found = examine([readiness.database])
    # Each of the others would wait for the same dead database.
    if is_healthy(found):
        return examine([readiness.database, *WITHOUT_DATABASE, *OTHERS])
    return found + examine(WITHOUT_DATABASE)
