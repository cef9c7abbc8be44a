// Saves a long form as it is typed: the same post as its save button's, in the background. It does nothing until somebody
// changes a field, and never touches a field, the focus or what is typed. Without it the page works all the same.
(() => {
  /** @type {HTMLElement | null} */
  const status = document.querySelector('[data-autosave]');
  const form = status?.closest('form');
  /** @type {HTMLInputElement | null | undefined} */
  const sheet = form?.querySelector('[name=_sheet]');
  if (!status || !form || !sheet) return;

  const [idle, longest, patience, mostKeptAlive] = [2_000, 15_000, 30_000, 60_000];
  // What this page is called, and how often it was saved: saves that arrive late are put in order by it.
  const [base, soFar = '0', name] = sheet.value.split('.');
  const id = name ?? Array.from(crypto.getRandomValues(new Uint32Array(3)), (part) => part.toString(36)).join('').padStart(8, '0');

  // Without files, which only a button sends, and without the ticks that remove some.
  const typed = () => {
    const all = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === 'string' && name !== '_sheet' && !name.endsWith('.remove')) all.append(name, value);
    }
    return String(all);
  };
  const filesWait = () => [...form.querySelectorAll('input')].some(({ type, value }) => type === 'file' && value);

  let nth = Number(soFar);
  let saved = typed();
  let changedAt = 0;
  let underWay = 0;
  let lastWords = '';
  let failures = 0;
  let isFailing = false;
  let over = false;
  let sending = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  // Buttons bring the name along, so that the page that follows is known to be the same one.
  const writeSheet = () => (sheet.value = `${base}.${nth}.${id}`);

  const say = (/** @type {string | undefined} */ text = '') => {
    if (status.textContent !== text) status.textContent = text;
  };

  const plan = (/** @type {number} */ wait) => {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  };

  const soon = () => {
    changedAt ||= Date.now();
    // While saving fails, typing does not make it try more often.
    if (!over && !underWay && !failures) plan(Math.max(0, Math.min(idle, changedAt + longest - Date.now())));
  };

  /** @param {string} text @param {boolean} leaving */
  const post = async (text, leaving) => {
    const giveUp = new AbortController();
    const late = setTimeout(() => giveUp.abort(), patience);
    const body = `${text}&_act=save&_sheet=${sheet.value}`;
    const headers = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' };
    try {
      const keepalive = leaving && body.length < mostKeptAlive;
      const answer = await fetch(location.pathname, { method: 'POST', body, headers, keepalive, redirect: 'error', signal: giveUp.signal });
      return { code: answer.status, said: answer.ok ? String((await answer.json()).said) : '' };
    } catch {
      return { code: 0, said: '' };
    } finally {
      clearTimeout(late);
    }
  };

  const save = async (leaving = false) => {
    clearTimeout(timer);
    const text = typed();
    if (over || text === saved || (underWay && (!leaving || text === lastWords))) return;
    nth += 1;
    writeSheet();
    const mine = (underWay = nth);
    lastWords = leaving ? text : '';
    changedAt = 0;
    const { code, said } = await post(text, leaving);
    // A later save, sent while the page was being left, knows better.
    if (mine !== underWay) return;
    underWay = 0;
    isFailing = code !== 200;
    status.dataset.autosave = isFailing ? 'failing' : '';
    const before = failures;
    failures = 0;
    if (code === 200) {
      saved = text;
      say(filesWait() ? `${said} ${status.dataset.files}` : said);
    } else if (code === 413) {
      say(status.dataset.large);
      if (typed() === text) return;
    } else if (code >= 400 && code < 500 && code !== 408 && code !== 429) {
      over = true;
      return say(code === 409 ? status.dataset.elsewhere : status.dataset.gone);
    } else {
      failures = before + 1;
      say(status.dataset.later);
      return plan(Math.min(60_000, 2_500 * 2 ** failures));
    }
    if (typed() !== saved && !sending) soon();
  };

  form.addEventListener('input', () => {
    sending = false;
    soon();
  });
  form.addEventListener('submit', () => {
    // The button's post brings everything.
    sending = true;
    clearTimeout(timer);
  });
  addEventListener('pagehide', () => void save(true));
  document.addEventListener('visibilitychange', () => void (document.visibilityState === 'hidden' && save(true)));
  addEventListener('online', () => void (failures && save()));
  addEventListener('beforeunload', (leaving) => {
    // Only where closing the page loses something for certain.
    if (!sending && isFailing && typed() !== saved) leaving.preventDefault();
  });
  writeSheet();
  say(status.dataset.start);
})();
