// The chat page: what is chosen, what changed, who acts.

import { describe, drawChats } from "./chats.js";
import * as composer from "./composer.js";
import { atBottom, drawMessages, keepBottom, toBottom } from "./conversation.js";
import * as dialogs from "./dialogs.js";
import { $, el, paintAvatar } from "./dom.js";
import * as inline from "./inline.js";
import * as keys from "./keys.js";
import { act, listen, look } from "./server.js";

const TYPING_MILLISECONDS = 4000;
const state = { chats: [], users: [], bot: {}, selected: null, authors: {}, toasts: null };
const seen = JSON.parse(sessionStorage.getItem("seen") ?? "{}");
let startPayload = new URLSearchParams(location.search).get("start");

const current = () => state.chats.find((chat) => chat.id === state.selected);
const me = () => state.authors[state.selected] ?? current().owner;
const unread = (chat) => Math.max(0, chat.from_bot - Math.min(seen[chat.id] ?? 0, chat.from_bot));

// What the bot may not do here, and the way out: text, button, what it does.
const NOTICES = {
  new: (chat) => [introduction(chat), startLabel(), () => start(startPayload ?? "")],
  blocked: (chat) => ["You blocked the bot.", "Unblock the bot", () => act(`/users/${chat.id}/unblock`)],
  deactivated: () => ["This user deleted the account.", null, null],
  kicked: (chat) => ["The bot was removed from this chat.", "Invite the bot", () => onChat(chat, "invite")],
  left: (chat) => ["The bot left this chat.", "Invite the bot", () => onChat(chat, "invite")],
  demoted: (chat) => ["The bot is no administrator here any more.", "Give it back", () => onChat(chat, "invite")],
  muted: (chat) => ["The bot may not write here any more.", "Allow it again", () => onChat(chat, "invite")],
  deleted: () => ["This group was deleted.", null, null],
  migrated: () => ["This group became a supergroup.", null, null],
};

// What the bot says of itself to those who have not started it.
const introduction = ({ language_code: language }) =>
  state.bot.descriptions?.[language] || state.bot.descriptions?.[""] || "The bot writes here once you have started it.";

const startLabel = () => (startPayload ? `Start (${startPayload})` : "Start");
const onChat = (chat, verb) => act(`/chats/${chat.id}/${verb}`);

async function attempt(action) {
  try {
    await action();
    return true;
  } catch (error) {
    dialogs.toast(error.message);
    return false;
  }
}

async function loadChats() {
  Object.assign(state, await look("/chats"));
  if (current()) markSeen();
  drawChats(state.chats, state.selected, unread);
  drawTop();
}

function markSeen() {
  seen[state.selected] = current().from_bot;
  sessionStorage.setItem("seen", JSON.stringify(seen));
}

async function loadMessages() {
  const chat = current();
  if (!chat) return;
  const { messages } = await look(`/chats/${chat.id}/messages`);
  if (chat.id !== state.selected) return;
  const below = !atBottom();
  const open = chat.kind === "private" ? start : startPrivately;
  drawMessages(chat, messages, { command: write, start: open, startOf, press });
  $("down").hidden = !below || atBottom();
}

async function loadCommands() {
  const chat = current();
  if (!chat) return;
  const { commands } = await look(`/chats/${chat.id}/commands?user_id=${me()}`);
  composer.setCommands(commands);
}

function drawTop() {
  const chat = current();
  document.body.dataset.screen = chat ? "conversation" : "list";
  $("composer").hidden = !chat || !["open", "muted", "kicked", "left", "demoted"].includes(chat.standing);
  $("notice").hidden = true;
  $("standing").hidden = true;
  keys.drawKeys(chat, state.chats, { write, share });
  if (!chat) {
    $("title").textContent = "Choose a chat";
    $("subtitle").textContent = "";
    $("avatar").hidden = true;
    return;
  }
  $("title").textContent = chat.title;
  $("subtitle").textContent = describe(chat);
  $("avatar").hidden = false;
  paintAvatar($("avatar"), chat);
  drawNotice(chat);
  drawStanding(chat);
  drawAuthors(chat);
}

function drawNotice(chat) {
  const again = chat.kind === "private" && chat.standing === "open" && startPayload !== null;
  const notice = again ? NOTICES.new : NOTICES[chat.standing];
  if (!notice) return;
  const [text, label, action] = notice(chat);
  $("notice").hidden = false;
  $("notice-text").textContent = again ? "A link wants to start the bot in this chat." : text;
  $("notice-button").hidden = !label;
  $("notice-button").textContent = label ?? "";
  $("notice-button").onclick = () => attempt(action);
}

function drawStanding(chat) {
  if (chat.standing !== "open") return;
  const isPrivate = chat.kind === "private";
  $("standing").hidden = false;
  $("standing").textContent = isPrivate ? "Block the bot" : "Remove the bot";
  $("standing").onclick = () =>
    attempt(() => (isPrivate ? act(`/users/${chat.id}/block`) : onChat(chat, "kick")));
}

function drawAuthors(chat) {
  const people = state.users.filter((user) => chat.members.includes(user.id));
  $("author").hidden = chat.kind === "private" || chat.kind === "channel";
  const options = people.map((user) => el("option", { value: user.id, selected: user.id === me() }, user.name));
  $("me").replaceChildren(...options);
}

const write = (text) =>
  attempt(async () => {
    await act(`/chats/${state.selected}/write`, { user_id: me(), text });
    toBottom();
  });

/** Asks for what the bot offers inline, in the chat that is shown. */
async function askInline(text, offset) {
  let asked = null;
  await attempt(async () => {
    asked = await act(`/chats/${state.selected}/inline`, { user_id: me(), text, offset });
  });
  return asked;
}

const choose = (id, result) =>
  attempt(async () => {
    await act(`/inline/${id}/choose`, { result_id: result });
    composer.clear();
    toBottom();
  });

/** Opens the person's own chat with the bot by a link. */
function startPrivately(payload) {
  startPayload = payload;
  composer.clear();
  if (state.selected === me()) drawTop();
  else location.hash = me();
}

const share = (key, chat) =>
  attempt(() => act(`/chats/${state.selected}/tap`, { button: key.text, shared: chat.id }));

function start(payload) {
  startPayload = null;
  history.replaceState(null, "", `/${location.hash}`);
  return write(`/start ${payload}`.trim());
}

/** The payload of a deep link to this very bot, or null for any other link. */
function startOf(url) {
  const link = URL.canParse(url) ? new URL(url) : null;
  const isBot = link?.hostname === "t.me" && link.pathname.slice(1).toLowerCase() === state.bot.username;
  return isBot ? (link.searchParams.get("start") ?? "") : null;
}

function press(message, button, node) {
  node.classList.add("waiting");
  setTimeout(() => node.classList.remove("waiting"), 10_000);
  const body = { user_id: me(), message_id: message.id, button: button.data };
  return attempt(() => act(`/chats/${state.selected}/press`, body));
}

async function loadToasts() {
  const { toasts } = await look("/toasts");
  // What was there when the page opened is old.
  const known = state.toasts ?? new Set(toasts.map((each) => each.query_id));
  for (const each of toasts) if (!known.has(each.query_id) && each.chat_id === state.selected) show(each);
  state.toasts = new Set(toasts.map((each) => each.query_id));
}

function show(answer) {
  for (const node of document.querySelectorAll(".waiting")) node.classList.remove("waiting");
  if (answer.text) (answer.alert ? dialogs.alert : dialogs.toast)(answer.text);
}

let typing = 0;

function showTyping() {
  $("subtitle").textContent = "the bot is typing…";
  clearTimeout(typing);
  typing = setTimeout(drawTop, TYPING_MILLISECONDS);
}

async function onChanges(changes) {
  const here = (what) => changes.some((each) => each.what === what && each.chat_id === state.selected);
  await loadChats();
  if (here("message") || here("edited") || here("deleted") || here("chat")) await loadMessages();
  if (changes.some((each) => each.what === "toast")) await loadToasts();
  if (here("inline")) await inline.refresh();
  if (changes.some((each) => each.what === "reset")) location.reload();
  if (here("typing") && !here("message")) showTyping();
}

async function onConnection(how) {
  $("connection").textContent = how === "on" ? "" : "Connecting…";
  if (how === "on") await attempt(refresh);
}

async function refresh() {
  await loadChats();
  await Promise.all([loadMessages(), loadCommands(), loadToasts()]);
}

async function select() {
  const wanted = Number(location.hash.slice(1));
  inline.close();
  state.selected = state.chats.some((chat) => chat.id === wanted) ? wanted : null;
  if (state.selected === null) {
    drawChats(state.chats, null, unread);
    drawTop();
    return;
  }
  await attempt(refresh);
  if (matchMedia("(hover: hover)").matches) ($("composer").hidden ? $("notice-button") : $("text")).focus();
}

async function begin() {
  composer.setUp(write);
  keys.setUp();
  const answer = (id) => look(`/inline/${id}`);
  inline.setUp({ bot: () => state.bot.username, ask: askInline, answer, choose, start: startPrivately });
  dialogs.setUp("add-user", "user-dialog", (form) =>
    attempt(async () => {
      const user = await act("/users", Object.fromEntries(form));
      await loadChats();
      location.hash = user.id;
    }),
  );
  const addGroup = (form) =>
    attempt(async () => {
      const members = form.getAll("members").map(Number);
      const chat = await act("/groups", { title: form.get("title"), members });
      await loadChats();
      location.hash = chat.id;
    });
  dialogs.setUp("add-group", "group-dialog", addGroup, () => dialogs.drawMembers(state.users));
  $("me").addEventListener("change", () => {
    state.authors[state.selected] = Number($("me").value);
    loadCommands();
  });
  $("text").addEventListener("focus", loadCommands);
  $("down").addEventListener("click", toBottom);
  $("log").addEventListener("scroll", () => atBottom() && ($("down").hidden = true));
  keepBottom();
  addEventListener("hashchange", select);
  await attempt(loadChats);
  const people = state.chats.filter((chat) => chat.kind === "private");
  const first = people.sort((one, other) => one.id - other.id)[0];
  if (!location.hash && first && (startPayload !== null || innerWidth > 720)) location.replace(`#${first.id}`);
  await select();
  listen(onChanges, onConnection);
}

begin();
