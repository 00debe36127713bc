(() => {
  'use strict';
  const section = document.getElementById('clips');
  if (!section) return;
  const list = section.querySelector('.clips');
  const clips = [...list.querySelectorAll('figure')];
  const filters = [['why', 'Why'], ['label', 'Label'], ['source', 'Source set'], ['split', 'Split'], ['session', 'Session']];
  const orders = [
    ['Suspect and rare first', null],
    ['Quietest first', clip => Number(clip.dataset.peak)],
    ['Loudest first', clip => -Number(clip.dataset.peak)],
    ['Furthest from the onset first', clip => clip.dataset.lag === '' ? 1 : -Math.abs(Number(clip.dataset.lag))],
    ['Rarest label first', clip => Number(clip.dataset.count)],
  ];
  const bar = document.createElement('div');
  bar.className = 'choose';
  const step = 24;
  let limit = step;
  const more = document.createElement('button');
  more.textContent = 'Show more';
  more.addEventListener('click', () => { limit += step; show(); });
  const said = document.createElement('p');
  said.className = 'soft';
  said.setAttribute('role', 'status');
  const choice = (words, options) => {
    const label = document.createElement('label');
    const select = document.createElement('select');
    label.append(words, select);
    for (const [text, value] of options) select.add(new Option(text, value));
    select.addEventListener('change', () => { limit = step; show(); });
    bar.append(label);
    return select;
  };
  const values = (clip, name) => name === 'why' ? clip.dataset.why.split(' ').filter(Boolean) : [clip.dataset[name]];
  const wanted = filters.map(([name, words]) => {
    const known = [...new Set(clips.flatMap(clip => values(clip, name)))].sort();
    const select = choice(words, [['all', '*'], ...known.map(value => [value === '' ? '(none)' : value, '=' + value])]);
    select.id = 'by-' + name;
    return [name, select];
  });
  const order = choice('Order', orders.map(([words], number) => [words, number]));
  order.id = 'order';
  function show() {
    const key = orders[order.value][1];
    const sorted = key ? clips.map((clip, place) => [key(clip), place, clip]).sort((a, b) => a[0] - b[0] || a[1] - b[1]).map(row => row[2]) : clips;
    let count = 0;
    for (const clip of sorted) {
      const isWanted = wanted.every(([name, select]) => select.value === '*' || values(clip, name).includes(select.value.slice(1)));
      if (isWanted) count += 1;
      clip.hidden = !isWanted || count > limit;
      if (clip.hidden) stop(clip);
      list.append(clip);
    }
    more.hidden = count <= limit;
    said.textContent = count + ' of ' + clips.length + ' clips. Arrows go from clip to clip, Enter plays.';
  }
  const sound = clip => clip.querySelector('audio');
  function stop(clip) {
    sound(clip).pause();
    sound(clip).currentTime = 0;
  }
  function play(clip) {
    const wasPlaying = !sound(clip).paused;
    for (const other of clips) if (!sound(other).paused) stop(other);
    if (!wasPlaying) sound(clip).play();
  }
  for (const clip of clips) {
    clip.tabIndex = 0;
    sound(clip).addEventListener('play', () => clip.classList.add('playing'));
    for (const end of ['pause', 'ended']) sound(clip).addEventListener(end, () => clip.classList.remove('playing'));
    clip.querySelector('.picture').addEventListener('click', () => play(clip));
  }
  list.addEventListener('keydown', event => {
    const clip = event.target.closest('figure');
    if (!clip || event.target.tagName === 'AUDIO' || event.ctrlKey || event.metaKey || event.altKey) return;
    const shown = [...list.children].filter(other => !other.hidden);
    const move = {ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1}[event.key];
    if (move) {
      const next = shown[shown.indexOf(clip) + move];
      if (next) next.focus();
    } else if (event.key === 'Enter' || event.key === ' ') {
      play(clip);
    } else {
      return;
    }
    event.preventDefault();
  });
  section.insertBefore(bar, list);
  section.insertBefore(said, list);
  list.after(more);
  show();
})();
