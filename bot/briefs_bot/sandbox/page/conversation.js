// Draws the messages of a chat, touching only those that changed: focus and screen readers stay undisturbed.

import { $, clock, day, el } from "./dom.js";
import { render } from "./text.js";

const NEAR_BOTTOM = 120; // pixels
const SERVICE = {
  migrate_to_chat_id: "The group became a supergroup",
  migrate_from_chat_id: "This supergroup was a group before",
  forum_topic_created: "A topic was created",
  chat_shared: "You shared a chat with the bot",
};

let drawn = new Map(); // id → { source, node }
let chatId = null;

/** `on` has command, start, startOf, press(message, button). */
export function drawMessages(chat, messages, on) {
  const log = $("log");
  const isNew = chatId !== chat.id;
  const stick = isNew || atBottom();
  if (isNew) {
    drawn = new Map();
    chatId = chat.id;
  }
  const before = drawn;
  drawn = new Map(messages.map((message) => [message.id, entry(message, chat, messages, before, on)]));
  place(log, withDays(messages));
  if (stick) toBottom();
  stuck = stick;
}

export const atBottom = () => $("log").scrollHeight - $("log").scrollTop - $("log").clientHeight < NEAR_BOTTOM;

export const toBottom = () => {
  $("log").scrollTop = $("log").scrollHeight;
};

function entry(message, chat, messages, before, on) {
  const source = JSON.stringify(message);
  const known = before.get(message.id);
  return known?.source === source ? known : { source, node: bubble(message, chat, messages, on) };
}

const days = new Map();

function withDays(messages) {
  const nodes = [];
  let last = "";
  for (const message of messages) {
    const name = day(message.date);
    if (name !== last) nodes.push(dayMark((last = name)));
    nodes.push(drawn.get(message.id).node);
  }
  return nodes;
}

function dayMark(name) {
  if (!days.has(name)) days.set(name, el("li", { class: "day" }, name));
  return days.get(name);
}

function place(log, nodes) {
  for (const node of [...log.children]) if (!nodes.includes(node)) node.remove();
  nodes.forEach((node, index) => {
    if (log.children[index] !== node) log.insertBefore(node, log.children[index] ?? null);
  });
}

function bubble(message, chat, messages, on) {
  const service = Object.keys(message.service).find((name) => name in SERVICE);
  if (service) return el("li", { class: "day" }, SERVICE[service]);
  const side = message.from_bot || chat.kind === "channel" ? "theirs" : "mine";
  return el(
    "li",
    { class: `message ${side}`, "data-id": message.id },
    el(
      "div",
      { class: "bubble" },
      author(message, chat),
      quoted(message, messages),
      picture(message),
      preview(message),
      message.text ? el("div", { class: "text", dir: "auto" }, ...render(message.text, message.entities, on)) : null,
      marks(message),
    ),
    keyboard(message, on),
  );
}

function author(message, chat) {
  if (message.via_bot) return el("div", { class: "author", dir: "auto" }, `${message.sender?.name ?? chat.title} via @${message.via_bot}`);
  if (chat.kind === "channel") return el("div", { class: "author", dir: "auto" }, chat.title);
  if (message.from_bot && chat.kind === "private") return null;
  if (chat.kind === "private") return null;
  return el("div", { class: "author", dir: "auto" }, message.sender?.name ?? "");
}

function quoted(message, messages) {
  const replied = messages.find((each) => each.id === message.reply_to);
  return replied ? el("div", { class: "quoted", dir: "auto" }, replied.text.slice(0, 120) || "Picture") : null;
}

function picture(message) {
  if (message.photo) return el("img", { src: message.photo, alt: "Picture sent by the bot", onload: settle });
  if (!message.document) return null;
  const { name, url } = message.document;
  return el("div", { class: "document" }, "📎 ", el("a", { href: url, download: name, dir: "auto" }, name));
}

/** The picture of a link, as far as this machine serves it. */
function preview(message) {
  if (!message.preview) return null;
  const remove = (event) => event.target.remove();
  return el("img", { src: message.preview, alt: "Picture of the link", onload: settle, onerror: remove });
}

// A picture that arrives late, or a keyboard that slides in, must not push the newest message out of sight.
let stuck = true;

export function keepBottom() {
  // Only a person scrolls upwards; a picture that arrives late makes the log longer.
  let top = 0;
  $("log").addEventListener("scroll", () => {
    if (atBottom()) stuck = true;
    else if ($("log").scrollTop < top) stuck = false;
    top = $("log").scrollTop;
  });
  new ResizeObserver(settle).observe($("log"));
}

function settle() {
  if (stuck) toBottom();
}

function marks(message) {
  return el(
    "div",
    { class: "marks" },
    message.silent ? el("span", { title: "Sent without a sound", "aria-label": "silent" }, "🔕") : null,
    message.edited ? el("span", { title: `Edited ${clock(message.edited)}` }, "edited") : null,
    el("time", { datetime: new Date(message.date * 1000).toISOString() }, clock(message.date)),
  );
}

function keyboard(message, on) {
  if (!message.buttons.length) return null;
  const rows = message.buttons.map((row) => el("div", { class: "row" }, ...row.map((b) => button(message, b, on))));
  return el("div", { class: "keyboard", role: "group", "aria-label": "Buttons of the message" }, ...rows);
}

function button(message, source, on) {
  const payload = source.url ? on.startOf(source.url) : null;
  if (payload !== null) {
    return el("button", { type: "button", dir: "auto", onclick: () => on.start(payload) }, source.text);
  }
  if (source.url) {
    const attributes = { href: source.url, target: "_blank", rel: "noopener noreferrer", dir: "auto", class: "out" };
    return /^https?:/i.test(source.url)
      ? el("a", { ...attributes, title: source.url }, source.text)
      : el("button", { type: "button", disabled: true, title: source.url }, source.text);
  }
  const press = (event) => on.press(message, source, event.currentTarget);
  return el("button", { type: "button", dir: "auto", disabled: !source.data, onclick: press }, source.text);
}
