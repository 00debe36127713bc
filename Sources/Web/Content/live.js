(() => {
  'use strict';
  const byId = id => document.getElementById(id);
  const pause = 2000;
  const rowLimit = 100;
  const rates = [];
  const rateLimit = 300;
  let last = null;
  let lastSaid = '';
  let heard = 0;
  let isPaused = false;

  // Words
  const grouped = number => Math.round(number).toString().replace(/\B(?=(\d{3})+$)/g, ',');
  const count = number => number === undefined ? '–' : grouped(number);
  const two = number => (number < 10 ? '0' : '') + number;
  const duration = seconds => {
    const s = Math.floor(seconds);
    if (s >= 86400) return Math.floor(s / 86400) + 'd ' + two(Math.floor(s / 3600) % 24) + 'h';
    if (s >= 3600) return Math.floor(s / 3600) + 'h ' + two(Math.floor(s / 60) % 60) + 'm';
    return s >= 60 ? Math.floor(s / 60) + 'm ' + two(s % 60) + 's' : s + 's';
  };
  const bytes = number => {
    if (number === undefined) return '–';
    let value = number, unit = -1;
    const units = ['kB', 'MB', 'GB', 'TB', 'PB', 'EB'];
    if (value < 1000) return value + ' B';
    while (value >= 999.95 && unit + 1 < units.length) { value /= 1000; unit += 1; }
    return Math.round(value * 10) / 10 + ' ' + units[unit];
  };
  const rate = number => number < 10 ? (Math.round(number * 10) / 10).toString() : grouped(number);
  const percent = (part, whole) => whole > 0 ? Math.floor(1000 * part / whole) / 10 : 0;
  const plural = (number, one, many) => grouped(number) + ' ' + (number === 1 ? one : many);

  // Text of a run is only ever text.
  const set = (id, words) => {
    const element = byId(id);
    if (element.textContent !== words) element.textContent = words;
  };
  function fill(id, rows) {
    const body = byId(id).tBodies[0];
    while (body.rows.length > rows.length) body.deleteRow(-1);
    rows.forEach((cells, number) => {
      const row = body.rows[number] || body.insertRow();
      cells.forEach((cell, place) => {
        let element = row.cells[place];
        if (!element) {
          element = document.createElement(place === 0 ? 'th' : 'td');
          if (place === 0) element.scope = 'row';
          row.append(element);
        }
        write(element, typeof cell === 'object' ? cell : {text: cell});
      });
    });
    byId(id).hidden = rows.length === 0;
  }
  function write(element, cell) {
    const kind = cell.kind || '';
    if (element.className !== kind) element.className = kind;
    if (cell.share !== undefined) {
      let bar = element.firstElementChild;
      if (!bar) {
        bar = document.createElement('div');
        bar.append(document.createElement('div'));
        element.append(bar);
      }
      bar.className = 'bar ' + (cell.bar || '');
      bar.firstElementChild.style.width = cell.share + '%';
      bar.title = cell.share + ' %';
      return;
    }
    if (cell.isName) {
      if (element.textContent === cell.text) return;
      // A long name may be broken behind an underscore.
      const parts = cell.text.split('_').flatMap((part, place, all) => place + 1 < all.length ? [part + '_', document.createElement('wbr')] : [part]);
      return element.replaceChildren(...parts);
    }
    const inside = cell.code ? element.querySelector('code') || element.appendChild(document.createElement('code')) : element;
    if (inside.textContent !== cell.text) inside.textContent = cell.text;
  }
  const figure = (text, kind) => ({text, kind: 'figure' + (kind ? ' ' + kind : '')});
  const name = text => ({text, isName: true});
  const optional = text => ({text, kind: 'figure optional'});
  const bar = (part, whole, name) => ({share: percent(part, whole), kind: 'chart', bar: name});
  function legend(id, items) {
    byId(id).replaceChildren(...items.map(([name, number]) => {
      const item = document.createElement('li');
      item.className = name;
      item.textContent = grouped(number) + ' ' + name;
      return item;
    }));
  }

  // Parts
  const kinds = {running: 'good', complete: 'good', planning: '', merging: 'good', paused: 'warn', draining: 'warn', interrupted: 'bad', stopped: 'bad'};
  function timeLeft(status) {
    const events = status.events;
    if (status.state === 'complete') return ['done', 'Every event is accounted for.'];
    if (status.state === 'planning' || status.state === 'merging') {
      const what = status.state === 'planning' ? 'Planning' : 'Merging';
      const step = status.step;
      return ['–', step && step.total > 0 ? what + ': ' + percent(step.done, step.total) + ' % done.' : what + '.'];
    }
    if (status.state === 'paused') return ['–', 'The run waits.'];
    if (status.state === 'draining') return ['–', 'Shards in work have a moment to end; --resume goes on.'];
    if (status.state !== 'running') return ['–', 'The run has ended; --resume goes on.'];
    if (events.eta_seconds === undefined) return ['–', status.workers.length === 0 ? 'No worker has come yet.' : 'The time left is unknown until there is a rate.'];
    return [duration(events.eta_seconds), grouped(events.left) + ' events left at ' + rate(events.per_second) + ' a second, the rate of the last minute.'];
  }
  function head(status) {
    const name = status.bundle.split('/').filter(Boolean).pop() || 'run';
    const events = status.events;
    const finished = events.done + events.running;
    set('name', name);
    document.title = percent(finished, events.total) + ' % ' + name + ' – clipmill';
    set('state', status.state);
    byId('state').className = 'verdict ' + (kinds[status.state] || '');
    const [left, reason] = timeLeft(status);
    set('reason', reason);
    set('place', status.bundle + (status.host ? ' · coordinator on ' + status.host + ', pid ' + status.pid : '') + (status.started ? ' · begun ' + status.started : ''));
    const bar = byId('progress');
    bar.setAttribute('aria-valuenow', percent(finished, events.total));
    bar.setAttribute('aria-valuetext', grouped(finished) + ' of ' + grouped(events.total) + ' events');
    byId('done').style.width = percent(events.done, events.total) + '%';
    byId('running').style.width = percent(events.running, events.total) + '%';
    set('tile-events', percent(finished, events.total) + ' %');
    set('tile-left', left);
    set('tile-rate', rate(events.per_second));
    set('tile-clips', grouped(status.clips.done + (status.clips.running || 0)));
    set('tile-skipped', grouped(events.skipped + (events.skipped_running || 0)));
    set('tile-quarantined', grouped(events.quarantined));
    byId('tile-bad').className = events.quarantined > 0 ? 'bad' : '';
    const room = status.room;
    set('tile-room', room ? bytes(room.bytes_free) : '–');
    byId('tile-short').className = room && status.clips.bytes_left > room.bytes_free ? 'bad' : '';
    const troubles = (status.unanswered ? [status.unanswered] : []).concat(status.troubles);
    byId('troubles').replaceChildren(...troubles.map(words => {
      const item = document.createElement('li');
      item.textContent = words;
      return item;
    }));
    byId('troubles').hidden = troubles.length === 0;
  }
  function say(status) {
    const words = 'The run is ' + status.state + ', ' + Math.floor(percent(status.events.done + status.events.running, status.events.total) / 10) * 10 + ' percent done.';
    if (words !== lastSaid) set('said', lastSaid = words);
  }
  function spark(status) {
    rates.push(status.state === 'running' ? status.events.per_second : 0);
    if (rates.length > rateLimit) rates.shift();
    const most = Math.max(...rates, 1e-9);
    const step = 600 / Math.max(rates.length - 1, 1);
    const points = rates.map((value, place) => (place * step).toFixed(1) + ',' + (114 - 106 * value / most).toFixed(1));
    byId('spark-line').setAttribute('d', points.length > 1 ? 'M' + points.join('L') : '');
    byId('spark-area').setAttribute('d', points.length > 1 ? 'M0,120L' + points.join('L') + 'L600,120Z' : '');
    const span = duration(Math.max(rates.length - 1, 0) * pause / 1000);
    set('spark-words', rate(status.events.per_second) + ' events a second now, at most ' + rate(most < 1e-6 ? 0 : most) + ' in the ' + span + ' that this page has seen.');
  }
  function map(status) {
    const canvas = byId('map');
    const picture = status.shard_map || {part_shards: 1, done: []};
    const parts = picture.done.length;
    const ratio = window.devicePixelRatio || 1;
    const width = Math.round(canvas.clientWidth * ratio), height = Math.round(canvas.clientHeight * ratio);
    if (canvas.width !== width || canvas.height !== height) { canvas.width = width; canvas.height = height; }
    const pen = canvas.getContext('2d');
    const colors = getComputedStyle(document.documentElement);
    const color = name => colors.getPropertyValue(name);
    pen.clearRect(0, 0, width, height);
    const columns = Math.max(Math.min(parts, Math.ceil(Math.sqrt(parts * width / Math.max(height, 1)))), 1);
    const lines = Math.max(Math.ceil(parts / columns), 1);
    const side = [width / columns, height / lines];
    const gap = Math.min(side[0], side[1]) > 4 * ratio ? ratio : 0;
    const box = (part, share, from) => {
      const x = part % columns * side[0], y = Math.floor(part / columns) * side[1];
      const tall = (side[1] - gap) * share;
      pen.fillRect(x, y + (from === 'foot' ? side[1] - gap - tall : 0), side[0] - gap, tall);
    };
    const size = part => part === parts - 1 ? status.shards.total - part * picture.part_shards : picture.part_shards;
    pen.fillStyle = color('--track');
    for (let part = 0; part < parts; part += 1) box(part, 1);
    pen.fillStyle = color('--done');
    picture.done.forEach((done, part) => { if (done > 0) box(part, Math.max(Math.min(done / size(part), 1), .12), 'foot'); });
    pen.fillStyle = color('--work');
    const leased = new Set(status.workers.flatMap(worker => worker.leases.map(lease => Math.floor(lease.shard / picture.part_shards))));
    for (const part of leased) if (part < parts) box(part, picture.part_shards === 1 ? 1 : .25);
    const shards = status.shards;
    set('map-words', parts === 0 ? 'The plan is not known yet.' : grouped(shards.done) + ' of ' + grouped(shards.total) + ' shards are done. ' + (picture.part_shards === 1 ? 'A box is a shard.' : 'A box is ' + grouped(picture.part_shards) + ' shards.') + ' They stand in the order of the manifest.');
    legend('shards', [['done', shards.done + shards.provisional], ['leased', shards.leased], ['waiting', shards.pending], ['stuck', shards.stuck]]);
  }
  function splits(status) {
    fill('splits', ['train', 'val'].map(name => {
      const clips = status[name], events = clips.events;
      const [done, whole] = events ? [events.done, events.total] : [clips.done, clips.planned];
      return [name, bar(done, whole, name), figure(count(events && events.done)), figure(count(events && events.left)), figure(count(clips.done)), optional(duration(clips.seconds))];
    }));
  }
  function sources(status) {
    const rows = status.sources.slice(0, rowLimit);
    fill('sources', rows.map(source => [name(source.name), bar(source.done || 0, source.events || 0, ''), figure(count(source.done)), figure(count(source.left)), figure(count(source.clips)), optional(source.files === undefined ? '–' : count(source.files_found) + ' of ' + count(source.files)), optional(count(source.events_missing))]));
    const more = status.sources.length - rows.length + (status.sources_omitted || 0);
    set('sources-more', status.sources.length === 0 ? 'None are known yet.' : more > 0 ? 'And ' + plural(more, 'source set', 'source sets') + ' more.' : '');
  }
  const oldest = worker => worker.leases.reduce((age, lease) => Math.max(age, lease.age_seconds), 0);
  function workers(status) {
    // Those in trouble come first in the status, too.
    const rows = status.workers.slice(0, rowLimit);
    const states = {};
    for (const worker of status.workers) states[worker.state] = (states[worker.state] || 0) + 1;
    legend('worker-states', Object.entries(states));
    fill('workers', rows.map(worker => [name(worker.name), name(worker.host), {text: worker.state, kind: 'word' + ({lost: ' bad', excluded: ' bad', silent: ' warn', draining: ' warn'}[worker.state] || '')}, figure(worker.leases.length + ' of ' + worker.slots), figure(worker.leases.length ? duration(oldest(worker)) : '–'), figure(rate(worker.events_per_second)), optional(count(worker.events_done)), optional(duration(worker.last_heard_seconds) + ' ago')]));
    const more = status.workers.length - rows.length + status.workers_omitted;
    set('workers-more', status.workers.length === 0 ? 'No worker is connected.' : more > 0 ? 'And ' + plural(more, 'worker', 'workers') + ' more.' : '');
  }
  function faults(status) {
    const skips = Object.entries(status.skips).filter(([, number]) => number > 0).sort((a, b) => b[1] - a[1]);
    fill('skips', skips.map(([reason, number]) => [reason.replaceAll('_', ' '), figure(grouped(number))]));
    const planned = Object.entries(status.skips_planned).filter(([, number]) => number > 0);
    set('skips-more', (skips.length === 0 ? 'No event of a committed shard was skipped.' : '') + (planned.length === 0 ? '' : ' The plan expects to skip ' + planned.map(([reason, number]) => grouped(number) + ' ' + reason.replaceAll('_', ' ')).join(', ') + '.'));
    fill('stragglers', status.stragglers.map(lease => ['shard ' + lease.shard, figure(duration(lease.age_seconds)), figure(lease.events + ' of ' + lease.events_total), figure(lease.attempt + (lease.speculative ? ', a second copy' : ''))]));
    set('stragglers-more', status.stragglers.length === 0 ? 'No lease takes unusually long.' : '');
    fill('quarantined', status.quarantined.map(note => [note.subject, note.words, {text: note.reproduce || '', code: true}]));
    const more = status.events.quarantined - status.quarantined.length;
    set('quarantined-more', status.events.quarantined === 0 ? 'None.' : more > 0 ? 'And ' + grouped(more) + ' more; skipped.jsonl has them all.' : '');
    const notes = [['excluded host', status.excluded], ['refused worker', status.refused], ['failing shard', status.culprits]].flatMap(([what, list]) => list.map(note => [what, note.subject, note.words]));
    fill('notes', notes);
    byId('notes-section').hidden = notes.length === 0;
  }
  function room(status) {
    const free = status.room, clips = status.clips;
    fill('room', [
      ['free under the bundle', figure(free ? bytes(free.bytes_free) : '–')],
      ['needed for the clips to come', figure(bytes(clips.bytes_left), free && clips.bytes_left > free.bytes_free ? 'bad' : '')],
      ['written as clips', figure(bytes(clips.bytes))],
      ['free inodes', figure(free && free.inodes_free !== undefined ? grouped(free.inodes_free) : 'not limited')],
    ]);
  }
  function show(status) {
    last = status;
    for (const part of [head, map, splits, room, sources, workers, faults, say]) part(status);
  }

  // Asking
  function age() {
    if (isPaused) return set('age', 'Paused.');
    if (!last) return;
    const seconds = Math.round((performance.now() - heard) / 1000);
    const words = last.source === 'live' ? 'Figures of the coordinator' : 'Figures of the bundle\u2019s files';
    set('age', seconds < 6 ? words + ', asked for every 2 s.' : 'No answer for ' + duration(seconds) + ': the run has ended, or cannot be reached. ' + words + ' of then.');
    byId('state').classList.toggle('warn', seconds >= 6);
  }
  async function ask() {
    if (!isPaused && !document.hidden) {
      try {
        const answer = await fetch('/status.json', {cache: 'no-store', signal: AbortSignal.timeout(10000)});
        if (answer.ok) {
          const status = await answer.json();
          heard = performance.now();
          show(status);
          spark(status);
        }
      } catch {
        // The age tells of it.
      }
      age();
    }
    setTimeout(ask, pause);
  }
  byId('pause').addEventListener('click', () => {
    isPaused = !isPaused;
    byId('pause').setAttribute('aria-pressed', isPaused);
    age();
  });
  const redraw = () => { if (last) map(last); };
  new ResizeObserver(redraw).observe(byId('map'));
  matchMedia('(prefers-color-scheme:dark)').addEventListener('change', redraw);
  ask();
})();
