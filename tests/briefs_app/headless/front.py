"""A front end in a few lines: asks the API on its own server, and writes the page."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import requests

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="description" content="{description}">
<title>{title}</title>
</head>
<body>
<main>
<h1>{title}</h1>
<p class="status">{status}</p>
<p class="summary">{summary}</p>
</main>
<script type="module">
  // Wagtail's user bar tells the editor's panel where the page is scrolled to, and what is wrong with it.
  const bar = await fetch("{cms}/userbar/");
  document.body.append(document.createRange().createContextualFragment(await bar.text()));
</script>
</body>
</html>"""


class Visit(BaseHTTPRequestHandler):
    cms = ""

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        if "token" in query:
            answer = requests.get(f"{self.cms}/api/v2/preview/", {"token": query["token"]}, timeout=20)
        else:
            slug = url.path.strip("/")
            answer = requests.get(f"{self.cms}/api/v2/briefs/", {"slug": slug, "fields": "*"}, timeout=20)
        brief = answer.json() if answer.ok else None
        if brief and "items" in brief:
            brief = brief["items"][0] if brief["items"] else None
        self.show(brief)

    def show(self, brief: dict | None) -> None:
        shown = brief or {"title": "Not found", "status": "", "summary": "", "meta": {}}
        shown["description"] = shown["meta"].get("search_description", "")
        page = PAGE.replace("{cms}", self.cms)
        # What an editor wrote comes last, so that nothing in it is taken for a name.
        parts = re.split(r"{(title|status|summary|description)}", page)
        page = "".join(escape(shown[part]) if n % 2 else part for n, part in enumerate(parts))
        self.send_response(200 if brief else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Referrer-Policy", "no-referrer")
        self.end_headers()
        self.wfile.write(page.encode())

    def log_message(self, *args: object) -> None:
        """Quietly."""


@contextmanager
def front_end(port: int, cms: str) -> Iterator[str]:
    """At another port, which to a browser is another origin."""
    server = ThreadingHTTPServer(("localhost", port), type("Visit", (Visit,), {"cms": cms}))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{port}"
    server.shutdown()
    thread.join(10)
    server.server_close()
