/* Keeps the findings of a brief up to date while Wagtail saves it by itself, counts them at the panel's button
   together with Wagtail's own, and leads to the field that one is about. */
(() => {
  'use strict';

  const section = () => document.querySelector('[data-brief-checks]');
  const number = (selector) => Number(document.querySelector(selector)?.textContent) || 0;

  /* Wagtail writes the count of its own checks there, after each preview. */
  function count() {
    const counter = document.querySelector('[data-side-panel-toggle="checks"] [data-side-panel-toggle-counter]');
    const sum = number('[data-brief-checks-count]') + number('[data-content-checker-count]');
    if (!counter || (counter.textContent.trim() === String(sum) && counter.hidden === !sum)) return;
    counter.textContent = String(sum);
    counter.hidden = !sum;
  }

  async function refresh(event) {
    const place = section();
    if (!place) return;
    const saved = event.detail?.response?.pk;
    if (saved) place.dataset.briefChecks = place.dataset.briefChecks.replace(/\d+\/$/, `${saved}/`);
    const answer = await fetch(place.dataset.briefChecks, { headers: { 'X-Requested-With': 'XMLHttpRequest' } });
    /* The findings of the version before stay until the next time. */
    if (!answer.ok || answer.redirected) return;
    place.innerHTML = await answer.text();
    count();
  }

  /* On a small screen the panel lies above the form. */
  function uncover() {
    const form = document.querySelector('#page-edit-form').getBoundingClientRect();
    const side = document.querySelector('[data-form-side]').getBoundingClientRect();
    const middle = (form.left + form.right) / 2;
    if (side.left > middle || side.right < middle) return;
    document.querySelector('[data-form-side-close-button]').click();
  }

  /* Wagtail's tabs open by a click alone, and a panel may be folded. */
  function lead(event) {
    const link = event.target.closest('[data-brief-finding]');
    if (!link) return;
    const name = CSS.escape(link.dataset.briefFinding);
    const field = document.querySelector(`[data-contentpath="${name}"], #id_${name}-FORMS, #id_${name}`);
    if (!field) return;
    event.preventDefault();
    const tab = field.closest('[role=tabpanel]');
    if (tab?.hidden) document.querySelector(`[role=tab][href="#${tab.id}"]`)?.click();
    const folded = field.closest('.w-panel')?.querySelector('[data-panel-toggle][aria-expanded=false]');
    folded?.click();
    uncover();
    field.scrollIntoView({ block: 'center' });
    const inputs = 'input:not([type=hidden]), select, textarea, [contenteditable=true]';
    (field.querySelector(inputs) || field.querySelector('button'))?.focus();
  }

  function start() {
    if (!section()) return;
    const counters = document.querySelectorAll(
      '[data-side-panel-toggle="checks"] [data-side-panel-toggle-counter], [data-content-checker-count]',
    );
    const observer = new MutationObserver(count);
    counters.forEach((counter) => {
      observer.observe(counter, { childList: true, characterData: true, attributes: true, subtree: true });
    });
    document.addEventListener('w-autosave:success', refresh);
    document.addEventListener('click', lead);
    count();
  }

  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start);
  else start();
})();
