"""Looks at a page with axe-core, which Wagtail brings along: in light and dark, wide and narrow."""

from typing import Any

from tests.browser.person import Person

WIDTHS = (1280, 390)
SCHEMES = ("light", "dark")
GRAVE = ("serious", "critical")
# What fades from one theme into the other has colours of neither for a moment.
STILL = """
    document.head.append(Object.assign(document.createElement('style'),
        {textContent: '*, ::before, ::after { transition: none !important; animation: none !important }'}))"""
# Pages of the admin have it, and those that show Wagtail's bar; here it comes from the same file.
LOAD = """
    const done = arguments[0];
    const load = (name) => new Promise((loaded, failed) => document.head.append(Object.assign(
        document.createElement('script'),
        {src: `/static/wagtailadmin/js/${name}.js`, onload: loaded, onerror: failed})));
    (window.axe ? Promise.resolve() : load('vendor').then(() => load('userbar'))).then(() => done())"""
# Wagtail's editor runs it, too, and it runs once at a time.
RUN = """
    const [scopes, done] = arguments;
    const context = {include: scopes.map((each) => [each]), exclude: [['wagtail-userbar']]};
    const run = async () => {
        try {
            return await window.axe.run(context, {resultTypes: ['violations']});
        } catch (error) {
            if (!/already running/.test(error.message)) throw error;
            await new Promise((later) => setTimeout(later, 100));
            return run();
        }
    };
    run().then(({violations}) => done(violations))"""


def violations(person: Person, *scopes: str) -> list[str]:
    """Return what is grave in these parts of the page that is open, each once."""
    person.driver.execute_script(STILL)
    person.driver.execute_async_script(LOAD)
    found = set()
    for width in WIDTHS:
        for scheme in SCHEMES:
            emulate(person, width, scheme)
            for each in person.driver.execute_async_script(RUN, scopes):
                found |= {f"{width} {scheme}: {said}" for said in _said(each)}
    emulate(person, WIDTHS[0], SCHEMES[0])
    return sorted(found)


def emulate(person: Person, width: int, scheme: str) -> None:
    metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    person.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    person.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", media)


def _said(violation: dict[str, Any]) -> list[str]:
    if violation["impact"] not in GRAVE:
        return []
    return [f"{violation['id']} {node['html'][:200]} {_why(node)}" for node in violation["nodes"]]


def _why(node: dict[str, Any]) -> str:
    return "; ".join(check["message"] for kind in ("any", "all", "none") for check in node[kind])
