/**
 * What the first page runs: it shows the rows that have every word, those first that have them in their name, and
 * where somebody has come with a query behind the address's #, these. Which rows these are is as in
 * `CatalogSearch`, for each row has its texts (`searchedText`, `marksOf`) beside it. Without it all rows are there.
 */
export const searchScript = `(() => {
  'use strict';
  const most = 200;
  const field = document.getElementById('query');
  const list = document.querySelector('#entries tbody');
  const found = document.getElementById('found');
  const rows = [...list.rows].map((row) => ({ row, ...row.dataset, isMark: (word) => row.dataset.marks.includes('\\n' + word + '\\n') }));
  const marks = new Set(JSON.parse(list.dataset.words));
  const isMark = (word) => marks.has(word) || /^(owner|tag):./.test(word);

  function show() {
    const words = field.value.toLowerCase().split(/\\s+/).filter(Boolean);
    const ranks = [[], [], []];
    for (const one of rows) {
      if (!words.every((word) => (isMark(word) ? one.isMark(word) : one.said.includes(word)))) continue;
      const plain = words.filter((word) => !isMark(word));
      const isIn = plain.every((word) => one.name.includes(word));
      const isIt = plain.some((word) => one.name === word || one.name.endsWith(':' + word));
      ranks[isIn ? (isIt ? 0 : 1) : 2].push(one.row);
    }
    const all = ranks.flat();
    list.replaceChildren(...all.slice(0, most));
    const more = all.length > most ? ', of which the first ' + most + ' are shown' : '';
    found.textContent = all.length.toLocaleString('en') + ' of ' + rows.length.toLocaleString('en') + more;
  }

  function take() {
    try {
      field.value = decodeURIComponent(location.hash.slice(1));
    } catch {
      field.value = '';
    }
    show();
  }

  field.form.hidden = false;
  field.form.addEventListener('submit', (event) => event.preventDefault());
  field.addEventListener('input', () => {
    history.replaceState(null, '', field.value.trim() === '' ? '#' : '#' + encodeURIComponent(field.value));
    show();
  });
  addEventListener('hashchange', take);
  take();
})();
`;
