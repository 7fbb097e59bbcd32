// Talks to the sandbox: reads, acts, and listens for what changed.

async function ask(path, options = {}) {
  const response = await fetch(`/sandbox${path}`, options);
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error || response.statusText);
  return answer;
}

export const look = (path) => ask(path);

export const act = (path, body = {}) =>
  ask(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });

/** Calls back with the changes, and with "on" or "off" as the connection comes and goes. */
export function listen(onChanges, onConnection) {
  const source = new EventSource("/sandbox/events");
  source.onopen = () => onConnection("on");
  source.onerror = () => onConnection("off");
  source.onmessage = (event) => onChanges(JSON.parse(event.data));
}
