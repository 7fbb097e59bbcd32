// Inline mode: what the bot offers while somebody types its name and a few words, in any chat.

import { $, el } from "./dom.js";

const PAUSE_MILLISECONDS = 250;

let on = {};
let query = null;
let shown = [];
let timer = 0;

/** `on` has bot() for its username, ask(text, offset), answer(id), choose(id, result), start(payload). */
export function setUp(handlers) {
  on = handlers;
  $("text").addEventListener("input", typed);
  $("text").addEventListener("keydown", (event) => event.key === "Escape" && close());
}

function typed() {
  clearTimeout(timer);
  const words = asked($("text").value);
  if (words === null) close();
  else timer = setTimeout(() => ask(words, ""), PAUSE_MILLISECONDS);
}

/** The words after the bot's name, or null where the text does not begin with it and a space. */
function asked(text) {
  const name = `@${on.bot()} `;
  return text.toLowerCase().startsWith(name) ? text.slice(name.length) : null;
}

async function ask(words, offset) {
  query = await on.ask(words, offset);
  if (!offset) shown = [];
  if (query?.answer) draw();
}

/** Something was answered: perhaps the question that waits. */
export async function refresh() {
  if (!query || query.answer) return;
  const found = await on.answer(query.id);
  if (found.id !== query.id || !found.answer) return;
  query = found;
  draw();
}

export function close() {
  clearTimeout(timer);
  query = null;
  $("inline").hidden = true;
  $("inline").replaceChildren();
}

function draw() {
  const { results, button, next_offset: next } = query.answer;
  shown.push(...results.map((result) => row(query.id, result)));
  const { text: words } = query;
  $("inline").replaceChildren(
    ...(button.text ? [el("button", { type: "button", class: "switch", dir: "auto", onclick: () => leave(button) }, button.text)] : []),
    ...shown,
    ...(next ? [el("button", { type: "button", class: "switch", onclick: () => ask(words, next) }, "More")] : []),
  );
  $("inline").hidden = false;
}

function row(id, result) {
  const picture = result.thumbnail_url
    ? el("img", { src: result.thumbnail_url, alt: "", onerror: (event) => event.target.remove() })
    : null;
  return el(
    "button",
    { type: "button", class: "offer", onclick: () => choose(id, result) },
    el("span", { class: "thumbnail", "aria-hidden": "true" }, picture),
    el(
      "span",
      { class: "who" },
      el("strong", { dir: "auto" }, result.title),
      el("span", { class: "preview", dir: "auto" }, result.description),
    ),
  );
}

async function choose(id, result) {
  if (await on.choose(id, result.id)) close();
}

function leave(button) {
  close();
  on.start(button.start_parameter);
}
