/* Adds rows to the related articles: an empty one, or one of the similar briefs that the server suggests for the
   unsaved text. Shows of each row the part that it has: its page or its outside link. */
(() => {
  'use strict';

  const panelOf = (button) => button.closest('[data-brief-suggest]');
  /* A button with the id that Wagtail looks for would add two rows, since Wagtail makes two objects for this panel. */
  function addRow(relation) {
    const rows = window.wagtail.editHandler.getPanelByName(relation);
    rows.addForm();
    return rows.formCount - 1;
  }

  const tell = (panel, text) => {
    panel.querySelector('[role=status]').textContent = text;
  };

  async function ask(button) {
    const panel = panelOf(button);
    if (panel.dataset.asking) return;
    panel.dataset.asking = 'yes';
    tell(panel, panel.dataset.busy);
    try {
      const answer = await fetch(button.dataset.suggest, {
        method: 'POST',
        body: new FormData(button.closest('form')),
        headers: { 'X-Requested-With': 'XMLHttpRequest' },
      });
      const refused = answer.status === 403 && answer.headers.get('Content-Type').startsWith('text/plain');
      if (refused) tell(panel, await answer.text());
      else if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
      else show(panel, await answer.text());
    } catch {
      tell(panel, panel.dataset.failed);
    }
    delete panel.dataset.asking;
  }

  function show(panel, html) {
    const list = panel.querySelector('[data-suggestions]');
    const hadFocus = list.contains(document.activeElement);
    list.innerHTML = html;
    tell(panel, list.firstElementChild.dataset.message);
    if (hadFocus) focusOn(panel);
  }

  function add(button) {
    const panel = panelOf(button);
    const { suggestAdd: id, title, editUrl, message } = button.dataset;
    const row = addRow(panel.dataset.relation);
    document
      .getElementById(`${panel.dataset.prefix}-${row}-page-chooser`)
      .widget.setStateFromModalData({ id: Number(id), title, adminTitle: title, editUrl });
    const item = button.closest('li');
    const next = item.nextElementSibling || item.previousElementSibling;
    item.remove();
    tell(panel, message);
    focusOn(panel, next);
  }

  function addLink(button) {
    const row = addRow(button.dataset.briefAddLink);
    document.getElementById(`${button.dataset.prefix}-${row}-url`).focus();
  }

  const partOf = (row, name) => row.querySelector(`[data-brief-related=${name}]`);
  const isFilled = (part) => [...part.querySelectorAll('input[name]')].some((input) => input.value);
  const hasError = (part) => part.querySelector('.error-message') !== null;

  /* What is filled in or mistaken is always shown, so a row with both shows both. */
  function showParts(row) {
    const [page, link] = [partOf(row, 'page'), partOf(row, 'link')];
    if (!page || !link) return;
    const [hasPage, hasLink] = [isFilled(page), isFilled(link)];
    link.hidden = hasPage && !hasLink && !hasError(link);
    page.hidden = hasLink && !hasPage && !hasError(page);
  }

  function showPartsAround(element) {
    const row = element.closest('[data-inline-panel-child]');
    if (row) showParts(row);
  }

  const showAllParts = () => document.querySelectorAll('[data-inline-panel-child]').forEach(showParts);

  /* The button that had the focus is gone; the next one of its kind is near. */
  function focusOn(panel, item) {
    const near = item && item.querySelector('[data-suggest-add]');
    (near || panel.querySelector('[data-suggest]')).focus();
  }

  document.addEventListener('click', (event) => {
    const asking = event.target.closest('[data-brief-suggest] [data-suggest]');
    const adding = event.target.closest('[data-brief-suggest] [data-suggest-add]');
    const empty = event.target.closest('[data-brief-add-link]');
    if (empty) addLink(empty);
    if (asking) ask(asking);
    if (adding) add(adding);
  });
  /* Wagtail's chooser sends a change, too. */
  ['input', 'change'].forEach((name) => {
    document.addEventListener(name, (event) => showPartsAround(event.target));
  });

  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', showAllParts);
  else showAllParts();
})();
