'use strict';
// Regroups, filters and searches the findings that stand in the page. What pages say is only ever compared and set as text.
(() => {
  const by = id => document.getElementById(id);
  const list = by('list');
  if (!list) return;
  const form = by('controls'), status = by('status');
  const pages = [...list.children];
  const items = [], of = new Map();
  // Many findings stand in a noscript, where a browser that runs scripts leaves them as text: a hundred thousand elements would
  // hold up the page for seconds. They are elements once somebody looks at them, or when there is nothing else to do.
  const HEAD = /^id="([^"]*)" class="([^"]*)" data-rule="([^"]*)"(?: data-cause="([^"]*)")?(?: data-host="([^"]*)")?>/;
  const SIGNS = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };
  const plain = html => html.replace(/<[^>]*>/g, '').replace(/&(?:amp|lt|gt|quot|#39);/g, sign => SIGNS[sign]);
  for (const page of pages) {
    const { path, folder = '', owner = '' } = page.dataset;
    const kept = page.querySelector('noscript');
    const members = [];
    if (kept) {
      for (const html of kept.textContent.split('\n\x3carticle ').slice(1)) {
        const [, id, severity, rule, cause, host = ''] = HEAD.exec(html);
        members.push({ id, html, element: null, rule, host: plain(host), cause, severity });
      }
      kept.remove();
    } else {
      for (const element of page.getElementsByTagName('article')) {
        const { rule, cause, host = '' } = element.dataset;
        members.push({ id: element.id, html: '', element, rule, host, cause, severity: element.className });
      }
    }
    for (const item of members) Object.assign(item, { page, path, folder, owner, hidden: false, text: '' });
    items.push(...members);
    of.set(page, members);
  }
  const make = members => {
    const missing = members.filter(item => !item.element);
    if (!missing.length) return;
    const made = document.createElement('template');
    made.innerHTML = missing.map(item => `\x3carticle ${item.html}`).join('');
    [...made.content.children].forEach((element, nth) => {
      element.hidden = missing[nth].hidden;
      missing[nth].element = element;
    });
  };
  const has = (item, mark) => (item.html ? item.html.includes(` class="${mark}"`) : item.element.querySelector(`.${mark}`) !== null);
  const textOf = item => (item.html ? plain(item.html.slice(item.html.indexOf('>') + 1)) : item.element.textContent);
  const titleOf = item => {
    const copy = element => (element ? element.textContent : '');
    return copy(by('c' + item.cause)) || 'No common cause';
  };
  const KEYS = {
    page: item => item.path, rule: item => item.rule, cause: item => item.cause ?? '', folder: item => item.folder,
    owner: item => item.owner, host: item => item.host, severity: item => item.severity,
  };
  const EMPTY = { owner: 'nobody', host: 'no host', folder: '/' };
  const RANK = { error: 0, warning: 1, info: 2 };

  // Controls.
  const option = (select, value, text) => {
    const made = document.createElement('option');
    made.value = value;
    made.textContent = text;
    select.append(made);
  };
  for (const key of ['severity', 'rule', 'folder', 'owner', 'host']) {
    const counts = new Map();
    for (const item of items) counts.set(KEYS[key](item), (counts.get(KEYS[key](item)) || 0) + 1);
    const select = by(key);
    option(select, '*', 'all');
    const values = [...counts.keys()];
    if (key !== 'severity') values.sort(); else values.sort((a, b) => RANK[a] - RANK[b]);
    for (const value of values) option(select, value, `${value || EMPTY[key]} (${counts.get(value)})`);
    if (counts.size < 2 && !counts.get(undefined) && (counts.has('') || key === 'folder')) select.parentNode.hidden = true;
  }
  option(by('only'), '*', 'all');
  if (items.some(item => has(item, 'fix'))) option(by('only'), 'fix', 'with a suggested edit');
  if (items.some(item => has(item, 'new'))) option(by('only'), 'new', 'new since before');
  if (by('only').length < 2) by('only').parentNode.hidden = true;
  for (const [value, text] of [['page', 'page'], ['cause', 'cause'], ['rule', 'rule'], ['folder', 'folder'], ['owner', 'owner'],
    ['host', 'host'], ['severity', 'severity']]) {
    if (value === 'cause' ? items.some(item => item.cause) : value === 'page' || value === 'rule' || !by(value).parentNode.hidden) {
      option(by('by'), value, text);
    }
  }
  for (const [value, text] of [['name', 'by name'], ['most', 'most findings first'], ['worst', 'worst first']]) option(by('sort'), value, text);
  form.hidden = false;

  // Groups: at first the pages, as they stand there.
  const plural = (count, word) => `${count} ${word}${count === 1 ? '' : 's'}`;
  const groupOf = (key, element, members) => {
    const filled = members.every(item => item.element?.parentNode === element) ? members.length : 0;
    const group = { key, element, members, filled, shown: members, summary: element.firstElementChild };
    for (const item of members) item.group = group;
    element.ontoggle = () => { if (element.open) fill(group); };
    return group;
  };
  let grouped = 'page';
  // Put up to `most` further findings of the group into it.
  const fill = (group, most = Infinity) => {
    const next = group.members.slice(group.filled, group.filled + most);
    make(next);
    for (const item of next) {
      const at = item.element.querySelector('.at'), place = at.textContent.slice(at.textContent.lastIndexOf(' ') + 1);
      at.textContent = grouped === 'page' ? place : `${item.path} ${place}`;
    }
    group.element.append(...next.map(item => item.element));
    group.filled += next.length;
  };
  let groups = pages.map(page => groupOf(page.dataset.path, page, of.get(page)));
  // Searching in the page and printing it want everything to be there.
  const idle = window.requestIdleCallback || (work => setTimeout(() => work({ timeRemaining: () => 0 }), 30));
  let waiting = false;
  const rest = deadline => {
    waiting = false;
    do {
      const group = groups.find(one => one.filled < one.members.length);
      if (!group) return;
      fill(group, 50);
    } while (deadline.timeRemaining() > 8);
    wait();
  };
  const wait = () => { if (!waiting) idle(rest, { timeout: 200 }); waiting = true; };
  const regroup = way => {
    if (way === grouped) return;
    const found = new Map();
    for (const item of items) {
      const key = KEYS[way](item);
      if (!found.has(key)) found.set(key, []);
      found.get(key).push(item);
    }
    list.replaceChildren();
    grouped = way;
    groups = [...found].map(([key, members]) => {
      let element = members[0].page;
      if (way !== 'page') {
        element = document.createElement('details');
        element.className = 'g';
        const summary = document.createElement('summary'), title = document.createElement('h3');
        title.textContent = way === 'cause' ? titleOf(members[0]) : key || EMPTY[way];
        summary.append(title);
        element.append(summary);
      }
      return groupOf(key, element, members);
    });
    wait();
  };
  const worst = group => Math.min(...group.shown.map(item => RANK[item.severity]));
  const ORDERS = {
    name: () => 0,
    most: (a, b) => b.shown.length - a.shown.length,
    worst: (a, b) => worst(a) - worst(b) || b.shown.length - a.shown.length,
  };
  const badges = group => Object.keys(RANK).flatMap(severity => {
    const count = group.shown.filter(item => item.severity === severity).length;
    if (!count) return [];
    const badge = document.createElement('span');
    badge.className = `n ${severity}`;
    badge.textContent = plural(count, severity);
    return [' ', badge];
  });
  const NAMES = ['q', 'severity', 'rule', 'folder', 'owner', 'host', 'only', 'by', 'sort'];
  const FILTERS = NAMES.slice(0, 7);
  const isDefault = name => (name === 'q' ? !by(name).value : by(name).selectedIndex === 0);
  const clear = () => { for (const name of NAMES) if (name === 'q') by(name).value = ''; else by(name).selectedIndex = 0; };
  const wanted = item => {
    for (const key of ['severity', 'rule', 'folder', 'owner', 'host']) {
      const value = by(key).value;
      if (value !== '*' && KEYS[key](item) !== value) return false;
    }
    const only = by('only').value;
    if (only !== '*' && !has(item, only)) return false;
    const words = by('q').value.toLowerCase().split(/\s+/).filter(Boolean);
    if (!words.length) return true;
    item.text = item.text || `${item.path} ${item.owner} ${textOf(item)}`.toLowerCase();
    return words.every(word => item.text.includes(word));
  };
  const update = remember => {
    const all = FILTERS.every(isDefault);
    const shown = new Set(all ? items : items.filter(wanted));
    for (const item of items) {
      item.hidden = !shown.has(item);
      if (item.element) item.element.hidden = item.hidden;
    }
    regroup(by('by').value);
    for (const one of groups) {
      one.shown = one.members.filter(item => shown.has(item));
      one.element.hidden = !one.shown.length;
      one.summary.replaceChildren(one.summary.firstElementChild, ...badges(one));
      if (!all && shown.size <= 60 && one.shown.length) {
        fill(one);
        one.element.open = true;
      }
    }
    const order = ORDERS[by('sort').value];
    groups = [...groups].sort((a, b) => order(a, b) || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
    if (groups.some((one, nth) => list.children[nth] !== one.element)) list.append(...groups.map(one => one.element));
    said(shown.size);
    if (!remember) return;
    const query = new URLSearchParams();
    for (const name of NAMES) if (!isDefault(name)) query.set(name, by(name).value);
    if (query.size || location.hash.startsWith('#?')) history.replaceState(null, '', query.size ? `#?${query}` : '#findings');
  };
  const said = count => {
    status.textContent = count === items.length ? `All ${plural(count, 'finding')}.` : `${count} of ${plural(items.length, 'finding')}.`;
  };

  // Places in the page.
  const show = id => {
    const item = items.find(item => item.id === id);
    if (!item) return;
    if (item.hidden) { clear(); update(false); }
    fill(item.group);
    for (let at = item.element.parentNode; at && at !== list; at = at.parentNode) if (at.tagName === 'DETAILS') at.open = true;
    item.element.tabIndex = -1;
    item.element.focus({ preventScroll: true });
    item.element.scrollIntoView({ block: 'center' });
  };
  const follow = () => {
    const hash = location.hash.slice(1);
    if (hash.startsWith('?')) {
      const query = new URLSearchParams(hash.slice(1));
      for (const name of NAMES) {
        const value = query.get(name), field = by(name);
        if (value !== null && (name === 'q' || [...field.options].some(one => one.value === value))) field.value = value;
      }
      update(false);
      by('findings').scrollIntoView();
    } else if (hash.startsWith('f-')) show(hash);
  };
  for (const cell of document.querySelectorAll('th[data-rule], th[data-folder], th[data-owner], th[data-host], th[data-q]')) {
    const [name, value] = Object.entries(cell.dataset)[0];
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...cell.childNodes);
    cell.append(button);
    button.addEventListener('click', () => {
      clear();
      by(name).value = name === 'owner' && value === EMPTY.owner ? '' : value;
      update(true);
      by('findings').scrollIntoView();
      by('findings').focus({ preventScroll: true });
    });
  }
  let timer = 0;
  by('q').addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(update, 120, true); });
  form.addEventListener('change', event => { if (event.target.id !== 'q') update(true); });
  form.addEventListener('submit', event => { event.preventDefault(); update(true); });
  by('reset').addEventListener('click', () => { clear(); update(true); });
  by('open').addEventListener('click', () => { for (const one of groups) one.element.open = true; });
  by('close').addEventListener('click', () => { for (const one of groups) one.element.open = false; });
  addEventListener('hashchange', follow);
  addEventListener('keydown', event => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === 'Escape' && event.target.id === 'q') { by('q').value = ''; update(true); }
    if (typing) return;
    if (event.key === '/') { event.preventDefault(); by('q').focus(); }
    if (event.key === 'j' || event.key === 'k') {
      const shown = groups.flatMap(one => one.shown), id = document.activeElement.closest('article')?.id;
      const at = shown.findIndex(item => item.id === id);
      const next = event.key === 'j' ? shown[at + 1] : at < 0 ? shown[shown.length - 1] : shown[at - 1];
      if (next) show(next.id);
    }
  });
  let opened = [];
  addEventListener('beforeprint', () => {
    for (const one of groups) fill(one);
    opened = [...document.querySelectorAll('details:not([open])')];
    for (const one of opened) one.open = true;
  });
  addEventListener('afterprint', () => { for (const one of opened) one.open = false; });
  said(items.length);
  follow();
  wait();
})();
