// The page's behaviour. The records of a document are parsed when it is opened; its text and its tasks are put into the
// page in chunks, when they come near the window. Everything from a document goes in as text, never as markup.
(() => {
  'use strict';
  const TASKS_A_CHUNK = 25;
  const CHARACTERS_A_CHUNK = 3000;
  const UNITS_IN_CHART = 60;
  const FIELDS = ['section', 'category', 'sequence', 'title', 'text', 'deliverable', 'lead', 'support', 'deadline',
    'milestones', 'targets', 'tags'];

  const get = (id) => document.getElementById(id);
  const index = JSON.parse(get('index').textContent);
  const say = index.strings;
  const label = (field) => index.labels[field] || field;
  let open = null;
  let chosen = null;

  function element(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value !== null && value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : value);
    }
    made.append(...children);
    return made;
  }

  // ---- chunks: filled when they come near the window, or when something in them is asked for

  const watcher = new IntersectionObserver((entries) => {
    for (const entry of entries) if (entry.isIntersecting) fill(entry.target);
  }, { rootMargin: '1000px' });
  const fillers = new WeakMap();

  function chunk(pane, filler) {
    const made = element('div', { class: 'chunk' });
    fillers.set(made, filler);
    pane.append(made);
    watcher.observe(made);
    return made;
  }

  function fill(made) {
    const filler = fillers.get(made);
    if (!filler) return;
    fillers.delete(made);
    watcher.unobserve(made);
    filler(made);
  }

  // ---- the text, cut where evidence begins and ends

  /** Pieces of the text: start, end, what points there, and whether nothing does. */
  function pieces(data) {
    const marks = [];
    data.tasks.forEach((task, number) => {
      for (const place of task.evidence) marks.push({ task: number, field: place.field, start: place.span[0], end: place.span[1] });
      task.milestones.forEach((milestone, at) => {
        marks.push({ task: number, field: `milestones[${at}]`, start: milestone.span[0], end: milestone.span[1] });
      });
    });
    for (const [start, end] of data.unclaimed) marks.push({ unclaimed: true, start, end });
    const cuts = [...new Set(marks.flatMap((mark) => [mark.start, mark.end]).concat(0, data.text.length))].sort((a, b) => a - b);
    marks.sort((a, b) => a.start - b.start);
    let next = 0;
    let active = [];
    const made = [];
    for (let at = 0; at + 1 < cuts.length; at += 1) {
      const [start, end] = [cuts[at], cuts[at + 1]];
      while (next < marks.length && marks[next].start <= start) active.push(marks[next++]);
      active = active.filter((mark) => mark.end > start);
      made.push({ start, end, marks: active.filter((mark) => !mark.unclaimed), unclaimed: active.some((mark) => mark.unclaimed), parts: [] });
    }
    return made;
  }

  function showText() {
    const pane = get('source');
    pane.replaceChildren();
    if (open.data.text === null) {
      pane.append(element('p', { class: 'dim' }, say.no_source));
      return;
    }
    showPages(pane);
    open.pieces = pieces(open.data);
    open.chunks = [];
    for (let start = 0; start < open.data.text.length;) {
      const end = chunkEnd(open.data.text, start);
      const bounds = { start, end };
      bounds.element = chunk(pane, (made) => fillText(made, bounds));
      open.chunks.push(bounds);
      start = end;
    }
    // What is seen first needs no waiting for.
    if (open.chunks.length > 0) fill(open.chunks[0].element);
    pane.scrollTop = 0;
  }

  // ---- scanned pages: the picture, and a box wherever a record points

  function showPages(pane) {
    open.boxes = [];
    for (const page of open.data.pages) {
      const figure = element('figure', { class: 'page', 'aria-label': `${say.page} ${page.number}` });
      figure.append(element('img', { src: page.picture, alt: `${say.page} ${page.number}`, loading: 'lazy' }));
      open.data.tasks.forEach((task, number) => {
        for (const place of task.evidence) if (place.page === page.number && place.bbox) figure.append(box(page, number, place));
      });
      pane.append(figure);
    }
  }

  function box(page, task, place) {
    const [x0, y0, x1, y1] = place.bbox;
    const share = (length, whole) => `${(100 * length) / whole}%`;
    const made = element('button', { type: 'button', class: 'box', tabindex: -1, title: `${task + 1} · ${place.field}` });
    Object.assign(made.style, { left: share(x0, page.size[0]), top: share(y0, page.size[1]),
      width: share(x1 - x0, page.size[0]), height: share(y1 - y0, page.size[1]) });
    const field = place.field.replace(/\.(raw|label|ordinal|name)$/, '');
    made.addEventListener('click', () => choose(task, field));
    open.boxes.push({ task, field, start: place.span[0], end: place.span[1], made });
    return made;
  }

  function chunkEnd(text, start) {
    const wanted = start + CHARACTERS_A_CHUNK;
    if (wanted >= text.length) return text.length;
    const line = text.indexOf('\n', wanted);
    if (line >= 0 && line < wanted + CHARACTERS_A_CHUNK) return line + 1;
    // Never between the two halves of a character.
    const code = text.charCodeAt(wanted);
    return code >= 0xdc00 && code < 0xe000 ? wanted + 1 : wanted;
  }

  function fillText(made, bounds) {
    for (let at = firstPiece(bounds.start); at < open.pieces.length && open.pieces[at].start < bounds.end; at += 1) {
      const piece = open.pieces[at];
      const words = open.data.text.slice(Math.max(piece.start, bounds.start), Math.min(piece.end, bounds.end));
      if (piece.marks.length === 0 && !piece.unclaimed) {
        made.append(words);
        continue;
      }
      const names = [piece.marks.length > 0 && 'evidence', piece.unclaimed && 'unclaimed'].filter(Boolean).join(' ');
      const part = element('span', { class: names, 'data-piece': at, title: piece.unclaimed ? say.unclaimed : null,
        tabindex: piece.marks.length > 0 ? -1 : null }, words);
      piece.parts.push(part);
      made.append(part);
    }
  }

  /** The first piece that ends after a place in the text. */
  function firstPiece(place) {
    let [low, high] = [0, open.pieces.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (open.pieces[middle].end > place) high = middle; else low = middle + 1;
    }
    return low;
  }

  /** The elements that show some spans of the text; `force` puts them into the page. */
  function partsOf(spans, force) {
    if (open.data.text === null) return [];
    const parts = [];
    for (const [start, end] of spans) {
      if (force) for (const bounds of open.chunks) if (bounds.start < end && bounds.end > start) fill(bounds.element);
      for (let at = firstPiece(start); at < open.pieces.length && open.pieces[at].start < end; at += 1) parts.push(...open.pieces[at].parts);
    }
    return parts;
  }

  function spansOf(task, field) {
    const found = task.evidence.filter((place) => place.field === field || place.field.startsWith(`${field}.`)).map((place) => place.span);
    const milestone = field.match(/^milestones\[(\d+)\]$/);
    return found.length === 0 && milestone ? [task.milestones[milestone[1]].span] : found;
  }

  /** The field, as the record shows it, that a piece of text is evidence of; the shortest one where there are several. */
  function fieldAt(piece) {
    const [mark] = [...piece.marks].sort((a, b) => (a.end - a.start) - (b.end - b.start) || a.task - b.task);
    return mark && { task: mark.task, field: mark.field.replace(/\.(raw|label|ordinal|name)$/, '') };
  }

  // ---- the records

  function showRecords() {
    const pane = get('records');
    pane.replaceChildren();
    open.cards = new Map();
    const wanted = open.data.tasks.map((_, number) => number).filter((number) => matches(open.entry.tasks[number]));
    open.homes = new Map();
    for (let at = 0; at < wanted.length; at += TASKS_A_CHUNK) {
      const numbers = wanted.slice(at, at + TASKS_A_CHUNK);
      const made = chunk(pane, (home) => home.append(...numbers.map(card)));
      for (const number of numbers) open.homes.set(number, made);
      if (at === 0) fill(made);
    }
    if (wanted.length === 0) pane.append(element('p', { class: 'dim' }, say.no_tasks));
    for (const found of open.data.diagnostics) pane.append(element('p', { class: 'note' }, found.message));
    pane.scrollTop = 0;
  }

  function card(number) {
    const task = open.data.tasks[number];
    const list = element('dl');
    for (const field of FIELDS) {
      const values = valuesOf(task, field);
      if (values.length > 0) list.append(element('dt', {}, label(field)), element('dd', {}, ...values.map((value) => fieldButton(number, value))));
    }
    for (const note of task.notes) list.append(element('dt', {}, label('notes')), element('dd', { class: 'note' }, note.message));
    const heading = element('h2', {}, `${task.ordinal} · ${label('confidence')} ${task.confidence}`);
    const made = element('article', { class: 'card', 'data-task': number, 'aria-label': `${label('tasks')} ${task.ordinal}` }, heading, list);
    open.cards.set(number, made);
    return made;
  }

  /** What is shown of a field: pairs of path and words. */
  function valuesOf(task, field) {
    const value = task[field];
    if (value === null) return [];
    const each = (words) => value.map((item, at) => [`${field}[${at}]`, words(item), words(item) !== item.canonical && item.canonical]);
    switch (field) {
      case 'category': return value.label === null ? [] : [['category', value.label]];
      case 'deadline': return [['deadline', value.raw, value.until]];
      case 'lead': case 'support': return each((unit) => unit.name);
      case 'milestones': return value.map((item, at) => [`${field}[${at}]`, item.raw, item.until]);
      case 'targets': return value.map((item, at) => [`${field}[${at}]`, `${item.what} ${item.raw}`]);
      case 'tags': return value.map((item, at) => [`${field}[${at}]`, item]);
      default: return [[field, value]];
    }
  }

  function fieldButton(number, [field, words, more]) {
    const task = open.data.tasks[number];
    const shown = more ? `${words} (${more})` : words;
    if (spansOf(task, field).length === 0) return element('span', { class: 'field' }, shown);
    return element('button', { type: 'button', class: 'field', 'data-field': field, 'aria-pressed': 'false' }, shown);
  }

  const buttonOf = (task, field) => open.cards.get(task)?.querySelector(`[data-field="${CSS.escape(field)}"]`);

  // ---- choosing

  function choose(task, field, scroll = true) {
    unchoose();
    const home = open.homes.get(task);
    if (home) fill(home);
    const shown = open.cards.get(task);
    const button = buttonOf(task, field);
    const boxes = open.boxes.filter((one) => one.task === task && one.field === field).map((one) => one.made);
    const parts = [...boxes, ...partsOf(spansOf(open.data.tasks[task], field), true)];
    shown?.setAttribute('aria-current', 'true');
    button?.setAttribute('aria-pressed', 'true');
    for (const part of parts) part.classList.add('on');
    chosen = { task, field, shown, button, parts };
    if (scroll) {
      parts[0]?.scrollIntoView({ block: 'center' });
      (button || shown)?.scrollIntoView({ block: 'nearest' });
    }
    history.replaceState(null, '', `#${open.number}/${task}/${field}`);
  }

  function unchoose() {
    if (!chosen) return;
    chosen.shown?.removeAttribute('aria-current');
    chosen.button?.setAttribute('aria-pressed', 'false');
    for (const part of chosen.parts) part.classList.remove('on');
    chosen = null;
  }

  let hovered = [];
  function hover(elements) {
    for (const one of hovered) one.classList.remove('hover');
    hovered = elements;
    for (const one of hovered) one.classList.add('hover');
  }

  function taskOf(button) {
    return Number(button.closest('.card').dataset.task);
  }

  get('records').addEventListener('click', (event) => {
    const button = event.target.closest('button.field');
    if (button) choose(taskOf(button), button.dataset.field);
  });
  get('records').addEventListener('mouseover', (event) => {
    const button = event.target.closest('button.field');
    hover(button ? partsOf(spansOf(open.data.tasks[taskOf(button)], button.dataset.field), false) : []);
  });
  get('records').addEventListener('focusin', (event) => {
    const button = event.target.closest('button.field');
    if (button) hover(partsOf(spansOf(open.data.tasks[taskOf(button)], button.dataset.field), false));
  });
  get('records').addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const here = event.target.closest('.card');
    if (!step || !here) return;
    const numbers = [...open.homes.keys()];
    const number = numbers[numbers.indexOf(Number(here.dataset.task)) + step];
    if (number === undefined) return;
    event.preventDefault();
    fill(open.homes.get(number));
    const target = open.cards.get(number).querySelector('button.field');
    target?.focus();
    target?.scrollIntoView({ block: 'nearest' });
  });

  const pieceOf = (target) => {
    const part = target.closest?.('[data-piece]');
    return part && open.pieces[part.dataset.piece];
  };
  get('source').addEventListener('click', (event) => {
    const piece = pieceOf(event.target);
    const found = piece && fieldAt(piece);
    if (found) choose(found.task, found.field);
  });
  get('source').addEventListener('mouseover', (event) => {
    const piece = pieceOf(event.target);
    const found = piece && fieldAt(piece);
    const button = found && buttonOf(found.task, found.field);
    hover(button ? [button] : []);
  });
  get('source').addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || open.data.text === null) return;
    event.preventDefault();
    const here = document.activeElement?.dataset?.piece;
    let at = here === undefined ? (step > 0 ? -1 : open.pieces.length) : Number(here);
    do at += step; while (open.pieces[at] && open.pieces[at].marks.length === 0);
    const piece = open.pieces[at];
    if (!piece) return;
    const [part] = partsOf([[piece.start, piece.end]], true);
    const found = fieldAt(piece);
    choose(found.task, found.field);
    part?.focus();
  });
  document.addEventListener('keydown', (event) => { if (event.key === 'Escape') unchoose(); });

  // ---- filters

  function matches([units, tags, confidence, doubtful]) {
    const unit = get('unit').value.trim();
    const tag = get('tag').value;
    return (unit === '' || units.some((number) => index.units[number][0].includes(unit)))
      && (tag === '' || tags.includes(Number(tag)))
      && confidence * 100 <= Number(get('confidence').value)
      && (!get('doubtful').checked || doubtful);
  }

  function filter() {
    get('confidence-value').value = `${get('confidence').value} %`;
    showDocuments();
    if (open) showRecords();
    chosen = null;
  }
  for (const id of ['unit', 'tag', 'confidence', 'doubtful']) get(id).addEventListener('input', filter);
  get('filters').addEventListener('submit', (event) => event.preventDefault());
  get('filters').addEventListener('reset', () => setTimeout(filter));

  // ---- documents and units

  function showDocuments() {
    const list = index.documents.map((entry, number) => {
      if (entry.failure) return element('div', { class: 'failed' }, entry.path, element('br'), entry.failure);
      const hits = entry.tasks.filter(matches).length;
      const facts = [`${hits} ${say.tasks}`, entry.doubtful && `${entry.doubtful} ${say.doubtful}`,
        entry.unclaimed && `${entry.unclaimed} ${say.characters_unclaimed}`].filter(Boolean).join(' · ');
      return element('button', { type: 'button', 'data-document': number, 'aria-current': open?.number === number ? 'true' : 'false' },
        entry.title || entry.path, element('br'), element('small', {}, `${entry.path} · ${facts}`));
    });
    get('documents').replaceChildren(...list);
  }

  function openDocument(number) {
    const entry = index.documents[number];
    const source = get(`document-${number}`);
    if (!entry || !source) return;
    chosen = null;
    open = { number, entry, data: JSON.parse(source.textContent), boxes: [] };
    showDocuments();
    showText();
    showRecords();
  }
  get('documents').addEventListener('click', (event) => {
    const button = event.target.closest('button');
    if (!button) return;
    openDocument(Number(button.dataset.document));
    history.replaceState(null, '', `#${open.number}`);
    get('documents').querySelector('[aria-current="true"]').focus();
  });

  function showChart() {
    const most = Math.max(1, ...index.units.map(([, lead, support]) => lead + support));
    const bar = (count, kind) => element('span', { class: `bar ${kind}`, style: `width:${(100 * count) / most}%` });
    const rows = index.units.map((unit, number) => [unit, number]).sort(([a], [b]) => b[1] - a[1] || b[2] - a[2]).slice(0, UNITS_IN_CHART)
      .map(([[name, lead, support]]) => element('tr', {},
        element('td', {}, element('button', { type: 'button', class: 'field', 'data-unit': name }, name)),
        element('td', {}, String(lead)), element('td', {}, String(support)), element('td', {}, bar(lead, ''), bar(support, 'second'))));
    const heads = [say.unit, label('lead'), label('support'), ''].map((text) => element('th', { scope: 'col' }, text));
    get('chart').querySelector('thead').replaceChildren(element('tr', {}, ...heads));
    get('chart').querySelector('tbody').replaceChildren(...rows);
  }
  get('chart').addEventListener('click', (event) => {
    const unit = event.target.dataset?.unit;
    if (unit === undefined) return;
    get('unit').value = unit;
    filter();
  });

  function begin() {
    for (const name of ['unit', 'tag', 'confidence', 'only_doubtful', 'chart']) get(`label-${name}`).textContent = say[name];
    get('reset').textContent = say.reset;
    get('totals').textContent = index.totals;
    get('documents').setAttribute('aria-label', say.documents);
    get('source').setAttribute('aria-label', say.source);
    get('records').setAttribute('aria-label', say.records);
    get('tag').append(element('option', { value: '' }, say.all), ...index.tags.map((tag, number) => element('option', { value: number }, tag)));
    get('units').append(...index.units.map(([name]) => element('option', { value: name })));
    showChart();
    filter();
    const [number, task, ...field] = decodeURIComponent(location.hash.slice(1)).split('/');
    const first = index.documents.findIndex((entry) => !entry.failure);
    openDocument(number === '' ? first : Number(number));
    if (open && task !== undefined && open.data.tasks[task]) choose(Number(task), field.join('/'));
  }

  // Paper shows everything.
  window.addEventListener('beforeprint', () => document.querySelectorAll('.chunk').forEach(fill));
  begin();
})();
