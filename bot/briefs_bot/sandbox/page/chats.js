// Draws the list of chats.

import { $, clock, el, paintAvatar } from "./dom.js";

const LANGUAGES = new Intl.DisplayNames(["en"], { type: "language" });

export function describe(chat) {
  if (chat.kind === "private") return `private chat · ${language(chat.language_code)}`;
  return chat.kind === "channel" ? "channel" : `${chat.kind} · ${count(chat.members.length + 1, "member")}`;
}

function language(code) {
  try {
    return LANGUAGES.of(code);
  } catch {
    return code;
  }
}

const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

export function drawChats(chats, selectedId, unreadOf) {
  $("chats").replaceChildren(...chats.map((chat) => item(chat, chat.id === selectedId, unreadOf(chat))));
}

function item(chat, selected, unread) {
  const avatar = el("span", { class: "avatar", "aria-hidden": "true" });
  paintAvatar(avatar, chat);
  return el(
    "li",
    {},
    el(
      "a",
      { href: `#${chat.id}`, "aria-current": selected ? "page" : null },
      avatar,
      el(
        "span",
        { class: "who" },
        el("strong", { dir: "auto" }, chat.title),
        el("span", { class: "preview", dir: "auto" }, chat.last ? preview(chat.last) : describe(chat)),
      ),
      el(
        "span",
        { class: "aside" },
        el("time", {}, chat.last ? clock(chat.last.date) : ""),
        unread ? el("span", { class: "badge", "aria-label": `${unread} unread` }, String(unread)) : kind(chat),
      ),
    ),
  );
}

const preview = (last) => (last.from_bot ? last.text : `› ${last.text}`).replaceAll("\n", " ");

const kind = (chat) => el("span", { class: "kind" }, chat.kind === "private" ? chat.language_code : chat.kind);
