"""Serves the chat page, which loads nothing from other machines; pictures of links come from this one."""

from pathlib import Path

from aiohttp import web

FOLDER = Path(__file__).parent.parent / "page"
TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
FILES = {"/": FOLDER / "index.html"} | {
    f"/{file.name}": file for file in FOLDER.iterdir() if file.suffix in TYPES
}
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src 'self' blob: http://127.0.0.1:* http://localhost:*; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


async def serve(request: web.Request) -> web.Response:
    file = FILES[request.path]
    text = file.read_text(encoding="utf-8")
    return web.Response(text=text, content_type=TYPES[file.suffix], headers=HEADERS)


ROUTES = [web.get(path, serve) for path in FILES]
