"""The text, caption and file of a message, which sending and editing share."""

from ..files import PHOTO_BY_URL_LIMIT, File, Upload
from ..formatting import CAPTION_LIMIT, TEXT_LIMIT, Formatted, read
from ..params import Params
from ..refusals import bad
from ..world import World


def text(world: World, params: Params, too_long: str) -> Formatted:
    source = params.text("text")
    if not source:
        raise bad("message text is empty")
    formatted = _formatted(world, params, source, "entities")
    if not formatted.text:
        raise bad("text must be non-empty")
    if len(formatted.text) > TEXT_LIMIT:
        raise bad(too_long)
    return formatted


def caption(world: World, params: Params) -> Formatted:
    formatted = _formatted(world, params, params.text("caption"), "caption_entities")
    if len(formatted.text) > CAPTION_LIMIT:
        raise bad("message caption is too long")
    return formatted


def _formatted(world: World, params: Params, source: str, entities: str) -> Formatted:
    given = params.array(entities, "MessageEntity")
    # As for Telegram, entities win over parse_mode.
    mode = "" if given else params.text("parse_mode")
    return read(source, mode, given, world.link)


def file(world: World, params: Params, kind: str) -> File:
    """Return the file of a call: uploaded with it, known by its file_id, or fetched by URL."""
    upload = params.uploads.get(kind)
    return world.files.add(kind, upload) if upload else named_file(world, params, kind, params.text(kind))


def named_file(world: World, params: Params, kind: str, name: str) -> File:
    if not name:
        raise bad(f"there is no {kind} in the request")
    if name.startswith("attach://"):
        return _attached(world, params, kind, name.removeprefix("attach://"))
    if "://" in name:
        return _fetched(world, kind, name)
    known = world.files.get(name)
    if known is None:
        raise bad("wrong file identifier/HTTP URL specified")
    if known.kind != kind:
        raise bad(f"can't use file of type {known.kind.capitalize()} as {kind.capitalize()}")
    return known


def _attached(world: World, params: Params, kind: str, part: str) -> File:
    upload = params.uploads.get(part)
    if upload is None:
        raise bad("wrong file identifier/HTTP URL specified")
    return world.files.add(kind, upload)


def _fetched(world: World, kind: str, url: str) -> File:
    if not url.startswith(("http://", "https://")):
        raise bad("wrong HTTP URL specified")
    content = world.web.get(url)
    if content is None:
        raise bad("failed to get HTTP URL content")
    if kind == "photo" and len(content) > PHOTO_BY_URL_LIMIT:
        raise bad("wrong type of the web page content")
    return world.files.add(kind, Upload(url.rpartition("/")[2].partition("?")[0], content))
