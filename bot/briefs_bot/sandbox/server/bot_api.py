"""The Bot API itself: /bot<token>/<method> and /file/bot<token>/<path>."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, web

from ..answer import Answer, refusal
from ..files import Upload
from ..refusals import Refused, bad
from .keys import SANDBOX

Values = dict[str, Any]
Uploads = dict[str, Upload]


async def call(request: web.Request) -> web.StreamResponse:
    sandbox = request.app[SANDBOX]
    try:
        values, uploads = await _parameters(request)
    except Refused as refused:
        return _response(refusal(refused))
    except web.HTTPRequestEntityTooLarge:
        return _response(refusal(Refused(413)))
    token, method = request.match_info["token"], request.match_info["method"]
    answer = await sandbox.handle(token, method, values, uploads)
    if answer.delay:
        await asyncio.sleep(answer.delay)
    return await BROKEN[answer.broken](request, answer) if answer.broken else _response(answer)


async def download(request: web.Request) -> web.Response:
    sandbox = request.app[SANDBOX]
    if request.match_info["token"] != sandbox.token:
        return _response(refusal(Refused(401)))
    file = sandbox.files.by_path(request.match_info["path"])
    if file is None:
        return _response(refusal(Refused(404)))
    return web.Response(body=file.content, content_type="application/octet-stream")


def _response(answer: Answer) -> web.Response:
    kind = "text/html" if answer.status == 502 else "application/json"
    return web.Response(status=answer.status, body=answer.body, content_type=kind)


async def _parameters(request: web.Request) -> tuple[Values, Uploads]:
    values: Values = dict(request.query)
    if request.can_read_body:
        reader = READERS.get(request.content_type, _nothing)
        more, uploads = await reader(request)
        return values | more, uploads
    return values, {}


async def _form(request: web.Request) -> tuple[Values, Uploads]:
    body = (await request.read()).decode("utf-8", "replace")
    return dict(parse_qsl(body, keep_blank_values=True)), {}


async def _json(request: web.Request) -> tuple[Values, Uploads]:
    try:
        values = json.loads(await request.read())
    except ValueError as error:
        raise bad("can't parse JSON object") from error
    if not isinstance(values, dict):
        raise bad("object expected")
    return values, {}


async def _multipart(request: web.Request) -> tuple[Values, Uploads]:
    values: Values = {}
    uploads: Uploads = {}
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or not part.name:
            raise bad("can't parse multipart form")
        content = bytes(await part.read())
        if part.filename is None:
            values[part.name] = content.decode("utf-8", "replace")
        else:
            uploads[part.name] = Upload(part.filename, content)
    return values, uploads


async def _nothing(request: web.Request) -> tuple[Values, Uploads]:
    await request.read()
    return {}, {}


READERS: dict[str, Callable[[web.Request], Awaitable[tuple[Values, Uploads]]]] = {
    "application/x-www-form-urlencoded": _form,
    "application/json": _json,
    "multipart/form-data": _multipart,
}


async def _closed(request: web.Request, answer: Answer) -> web.StreamResponse:
    if request.transport:
        request.transport.abort()
    return web.Response()


async def _cut(request: web.Request, answer: Answer) -> web.StreamResponse:
    response = web.StreamResponse(status=answer.status, headers={"Content-Type": "application/json"})
    response.content_length = len(answer.body)
    await response.prepare(request)
    await response.write(answer.half)
    await asyncio.sleep(0.05)  # so that the half is on its way before the connection goes
    if request.transport:
        request.transport.abort()
    return response


BROKEN: dict[str, Callable[[web.Request, Answer], Awaitable[web.StreamResponse]]] = {
    "closed": _closed,
    "unreachable": _closed,  # a server that answers cannot be unreachable
    "cut": _cut,
}
