// Turns a text and its entities into elements. Offsets are UTF-16 units, as in JavaScript's own strings.

import { el } from "./dom.js";

const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
const SAFE_LINK = /^https?:\/\//i;

/** `on.command(text)` and `on.start(payload)` are what a pressed command or link to the bot does. */
export function render(text, entities, on) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return part(text, 0, text.length, sorted, on);
}

function part(text, start, end, entities, on) {
  const nodes = [];
  let at = start;
  let rest = entities.filter((entity) => entity.offset < end && entity.offset + entity.length > start);
  while (rest.length) {
    const [entity, ...others] = rest;
    const from = Math.max(entity.offset, at);
    const to = Math.min(entity.offset + entity.length, end);
    const isBlock = BLOCKS.has(entity.type);
    if (from > at) nodes.push(text.slice(at, isBlock && text[from - 1] === "\n" ? from - 1 : from));
    const inside = others.filter((other) => other.offset < to);
    nodes.push(wrap(entity, text.slice(from, to), part(text, from, to, inside, on), on));
    // A block brings its own line break.
    at = isBlock && text[to] === "\n" ? to + 1 : to;
    rest = others.filter((other) => other.offset + other.length > to);
  }
  if (at < end) nodes.push(text.slice(at, end));
  return nodes;
}

const WRAPS = {
  bold: (_, inner) => el("strong", {}, ...inner),
  italic: (_, inner) => el("em", {}, ...inner),
  underline: (_, inner) => el("u", {}, ...inner),
  strikethrough: (_, inner) => el("s", {}, ...inner),
  code: (_, inner) => el("code", { dir: "ltr" }, ...inner),
  pre: (_, inner) => el("pre", { dir: "ltr", tabindex: 0 }, el("code", {}, ...inner)),
  blockquote: (_, inner) => el("blockquote", { dir: "auto" }, ...inner),
  expandable_blockquote: (_, inner) => expandable(inner),
  spoiler: (_, inner) => spoiler(inner),
  date_time: (entity, inner) => time(entity, inner),
  text_link: (entity, inner, on) => link(entity.url, inner, on),
  url: (_, inner, on, text) => link(text, inner, on),
  bot_command: (_, inner, on, text) =>
    el("button", { type: "button", class: "inline", onclick: () => on.command(text) }, ...inner),
  mention: (_, inner) => el("span", { class: "named" }, ...inner),
  hashtag: (_, inner) => el("span", { class: "named" }, ...inner),
};

function wrap(entity, text, inner, on) {
  const make = WRAPS[entity.type] ?? ((_, children) => el("span", {}, ...children));
  return make(entity, inner, on, text);
}

function link(url, inner, on) {
  if (!SAFE_LINK.test(url)) return el("span", { class: "named", title: url }, ...inner);
  const payload = on.startOf(url);
  if (payload !== null) {
    return el("button", { type: "button", class: "inline", onclick: () => on.start(payload) }, ...inner);
  }
  return el("a", { href: url, target: "_blank", rel: "noopener noreferrer", title: url }, ...inner);
}

function spoiler(inner) {
  const node = el("span", { class: "spoiler", role: "button", tabindex: 0, "aria-label": "Hidden text: show it" });
  const content = el("span", { "aria-hidden": "true" }, ...inner);
  const show = () => {
    for (const name of ["role", "tabindex", "aria-label"]) node.removeAttribute(name);
    content.removeAttribute("aria-hidden");
    node.classList.add("shown");
  };
  node.append(content);
  node.addEventListener("click", show);
  node.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      show();
    }
  });
  return node;
}

function expandable(inner) {
  const quote = el("blockquote", { dir: "auto", class: "folded" }, ...inner);
  const more = el("button", { type: "button", class: "inline more", "aria-expanded": "false" }, "Show all");
  more.addEventListener("click", () => {
    const folded = quote.classList.toggle("folded");
    more.setAttribute("aria-expanded", String(!folded));
    more.textContent = folded ? "Show all" : "Show less";
  });
  return el("div", { class: "expandable" }, quote, more);
}

// Each letter of a format adds a part; the reader's own zone and language decide how it looks.
const DATE_PARTS = {
  w: { weekday: "long" },
  W: { weekday: "long" },
  d: { day: "numeric", month: "numeric", year: "numeric" },
  D: { day: "numeric", month: "long", year: "numeric" },
  t: { hour: "2-digit", minute: "2-digit" },
  T: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
};
const STEPS = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];

function time(entity, inner) {
  const date = new Date(entity.unix_time * 1000);
  const format = entity.date_time_format ?? "";
  const attributes = { datetime: date.toISOString(), title: date.toLocaleString() };
  if (!format) return el("time", attributes, ...inner);
  if (format.toLowerCase() === "r") return el("time", attributes, relative(date));
  const options = Object.assign({}, ...[...format].map((letter) => DATE_PARTS[letter] ?? {}));
  return el("time", attributes, date.toLocaleString([], options));
}

function relative(date) {
  const seconds = Math.round((date - Date.now()) / 1000);
  const [unit, size] = STEPS.find(([, step]) => Math.abs(seconds) >= step) ?? STEPS.at(-1);
  return new Intl.RelativeTimeFormat([], { numeric: "auto" }).format(Math.round(seconds / size), unit);
}
