"""Time zones by region and city, by name, and by place."""

from collections.abc import Sequence
from functools import cache

from tzfpy import get_tz

from briefs_bot.models.preferences import known_zones

REGIONS = (
    "Europe",
    "Asia",
    "America",
    "Africa",
    "Australia",
    "Pacific",
    "Atlantic",
    "Indian",
    "Arctic",
    "Antarctica",
)
# More than so many cities of one name part are not offered; a part has so many letters at least.
MOST, SHORTEST = 10, 2


@cache
def cities(region: str) -> Sequence[str]:
    """Return the time zones of a region by their cities, as "Europe/Minsk"."""
    return sorted(zone for zone in known_zones() if zone.startswith(f"{region}/"))


def city(zone: str) -> str:
    """Return what a person calls it: "New York" for "America/New_York"."""
    return zone.partition("/")[2].replace("_", " ") or zone


class TooMany(Exception):
    """More cities have such a name than can be offered."""


def find(name: str) -> Sequence[str]:
    """Return the zone whose city has this name, or those whose names begin with it. Raise TooMany."""
    wanted = " ".join(name.replace("_", " ").split()).casefold()
    zones = [zone for region in REGIONS for zone in cities(region)]
    exact = [zone for zone in zones if wanted in (zone.replace("_", " ").casefold(), city(zone).casefold())]
    found = exact or [zone for zone in zones if city(zone).casefold().startswith(wanted)]
    if len(found) > MOST or sum(map(str.isalpha, wanted)) < SHORTEST:
        raise TooMany
    return found


def at(latitude: float, longitude: float) -> str:
    """Return the time zone of a place; empty where there is none that this machine knows."""
    zone = get_tz(longitude, latitude)
    return zone if zone in known_zones() else ""
