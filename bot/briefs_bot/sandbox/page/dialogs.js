// The dialogs that add people and groups, and the notes that pass.

import { $, el } from "./dom.js";

const TOAST_MILLISECONDS = 4000;

let timer = 0;

export function toast(text) {
  const node = $("toast");
  node.textContent = text;
  node.classList.add("shown");
  clearTimeout(timer);
  timer = setTimeout(() => {
    node.classList.remove("shown");
    node.textContent = "";
  }, TOAST_MILLISECONDS);
}

export function alert(text) {
  $("alert-text").textContent = text;
  $("alert").showModal();
}

/** Opens on a press of the button; `add(values)` gets what was filled in. */
export function setUp(buttonId, dialogId, add, prepare = () => {}) {
  const dialog = $(dialogId);
  const form = dialog.querySelector("form");
  $(buttonId).addEventListener("click", () => {
    form.reset();
    prepare();
    dialog.showModal();
  });
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  form.addEventListener("submit", () => add(new FormData(form)));
}

export function drawMembers(users) {
  $("members").replaceChildren(
    ...users.map((user) =>
      el(
        "label",
        { class: "check" },
        el("input", { type: "checkbox", name: "members", value: user.id, checked: true }),
        el("span", { dir: "auto" }, user.name),
      ),
    ),
  );
}
