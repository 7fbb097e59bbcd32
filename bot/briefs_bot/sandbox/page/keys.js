// The keyboard in the place of the phone's own: its keys write a text, or ask for a channel or group.

import { $, el } from "./dom.js";

/** `on` has write(text) and share(button, chat). */
export function drawKeys(chat, chats, on) {
  const rows = chat?.standing === "open" ? (chat.keys ?? []) : [];
  $("keys").hidden = !rows.length;
  $("keys").replaceChildren(
    ...rows.map((row) => el("div", { class: "row" }, ...row.map((key) => keyOf(key, chat, chats, on)))),
  );
}

export function setUp() {
  const dialog = $("share-dialog");
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
}

function keyOf(key, chat, chats, on) {
  const onclick = () => (key.request_chat ? choose(key, chat, chats, on) : on.write(key.text));
  return el("button", { type: "button", dir: "auto", onclick }, key.text);
}

function choose(key, chat, chats, on) {
  const offered = chats.filter((each) => isOffered(key.request_chat, chat, each));
  $("share-heading").textContent = key.text;
  $("shared").replaceChildren(
    ...offered.map((each) => el("button", { class: "choice", dir: "auto", onclick: () => on.share(key, each) }, each.title)),
    ...(offered.length ? [] : [el("p", {}, `You own no ${key.request_chat.chat_is_channel ? "channel" : "group"}.`)]),
  );
  $("share-dialog").showModal();
}

const isOffered = (request, person, chat) =>
  (chat.kind === "channel") === request.chat_is_channel &&
  chat.kind !== "private" &&
  !["deleted", "migrated"].includes(chat.standing) &&
  chat.owner === person.id;
