/* Reads the outcome of a broadcast anew every few seconds while it is under way. */
(() => {
  'use strict';

  const EVERY = 3000;
  const BOX = '.briefs-outcome';

  async function read(address) {
    const answer = await fetch(address, { headers: { 'X-Requested-With': 'XMLHttpRequest' } });
    if (!answer.ok || answer.redirected) return null;
    return new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector(BOX);
  }

  async function refresh(box) {
    /* Whoever is about to press a button there keeps it. */
    if (!document.hidden && !box.contains(document.activeElement)) {
      const fresh = await read(box.dataset.briefsRefresh).catch(() => box);
      if (!fresh) return;
      if (fresh !== box) box.replaceWith(fresh);
      box = fresh;
    }
    follow(box);
  }

  function follow(box) {
    if (box.dataset.briefsRefresh) setTimeout(refresh, EVERY, box);
    else box.setAttribute('role', 'status');
  }

  const start = () => document.querySelectorAll(`${BOX}[data-briefs-refresh]`).forEach(follow);
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start);
  else start();
})();
