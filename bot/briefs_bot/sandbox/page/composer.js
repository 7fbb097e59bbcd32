// The line to write in, with the bot's commands offered after a slash.

import { $, el } from "./dom.js";

let commands = [];
let offered = [];
let chosen = 0;

/** `send(text)` may be asynchronous; the text is cleared when it succeeded. */
export function setUp(send) {
  const text = $("text");
  $("composer").addEventListener("submit", async (event) => {
    event.preventDefault();
    if (text.value.trim() && (await send(text.value))) clear();
  });
  text.addEventListener("input", () => {
    fit();
    offer();
  });
  text.addEventListener("keydown", onKey);
  text.addEventListener("blur", () => setTimeout(close, 150));
}

export function setCommands(list) {
  commands = list;
}

export function clear() {
  $("text").value = "";
  fit();
  close();
}

function fit() {
  const text = $("text");
  text.style.height = "auto";
  const borders = text.offsetHeight - text.clientHeight;
  text.style.height = `${Math.min(text.scrollHeight + borders, 160)}px`;
}

const KEYS = {
  ArrowDown: () => move(1),
  ArrowUp: () => move(-1),
  Tab: () => take(offered[chosen]),
  Enter: () => take(offered[chosen], true),
  Escape: () => close(),
};

function onKey(event) {
  if (event.isComposing) return;
  if (offered.length && event.key in KEYS && !(event.key === "Tab" && event.shiftKey)) {
    event.preventDefault();
    KEYS[event.key]();
  } else if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    $("composer").requestSubmit();
  }
}

function offer() {
  const typed = $("text").value;
  const isCommand = /^\/[a-z0-9_]*$/i.test(typed);
  offered = isCommand ? commands.filter((each) => `/${each.command}`.startsWith(typed.toLowerCase())) : [];
  chosen = 0;
  draw();
}

function draw() {
  const list = $("completions");
  list.replaceChildren(...offered.map(option));
  list.hidden = !offered.length;
  $("text").setAttribute("aria-expanded", String(!list.hidden));
  if (offered.length) $("text").setAttribute("aria-activedescendant", `option-${chosen}`);
  else $("text").removeAttribute("aria-activedescendant");
  list.children[chosen]?.scrollIntoView({ block: "nearest" });
}

function option(command, index) {
  return el(
    "li",
    {
      id: `option-${index}`,
      role: "option",
      "aria-selected": String(index === chosen),
      onmousedown: (event) => event.preventDefault(),
      onclick: () => take(command, true),
    },
    el("strong", {}, `/${command.command}`),
    el("span", { dir: "auto" }, command.description),
  );
}

function move(step) {
  chosen = (chosen + step + offered.length) % offered.length;
  draw();
}

/** Enter and a click send the command at once, Tab leaves room for an argument. */
function take(command, send = false) {
  $("text").value = `/${command.command}${send ? "" : " "}`;
  close();
  if (send) $("composer").requestSubmit();
}

function close() {
  offered = [];
  draw();
}
