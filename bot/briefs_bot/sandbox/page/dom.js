// Builds elements. Text is always a text node: nothing a message says can become markup.

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}

export const $ = (id) => document.getElementById(id);

const COLOURS = 7;

export function paintAvatar(node, chat) {
  node.textContent = [...chat.title.trim()][0]?.toUpperCase() ?? "?";
  node.dataset.colour = Math.abs(chat.id) % COLOURS;
}

export const clock = (seconds) =>
  new Date(seconds * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

export const day = (seconds) =>
  new Date(seconds * 1000).toLocaleDateString([], { day: "numeric", month: "long", year: "numeric" });
