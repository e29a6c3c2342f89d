'use strict';
// Runs the page's model for the reader: symbols that come next, attention, ROM words, names. All numbers come from
// simulator.js; this script only shows them.
(() => {
  const model = microgptRom.model(JSON.parse(document.getElementById('model').textContent));
  const {context, heads, layers} = model.config;
  const part = id => document.getElementById('live-' + id);
  const MOST_SYMBOLS = 10;
  const MOST_HEADS = 32;
  const MOST_POSITIONS = 64;

  const attention = []; // of the last token: {layer, head, parts, sum}
  const simulator = microgptRom.simulator(model, {
    attention: (layer, head, parts, sum) => attention.push({layer, head, parts, sum}),
  });
  let tokens = [model.bos]; // BOS and what is written
  let stepped = []; // the tokens that the simulator has taken
  let logits;
  let beginning = ''; // what the reader typed
  let ended = false;
  let sampler;
  let run = 0; // number of the drawing that may go on; a new one stops the one before

  const count = n => new Intl.NumberFormat('en-US', {maximumFractionDigits: 0}).format(n);
  const percent = share => (100 * share).toFixed(1);
  const hex = n => '0x' + n.toString(16);
  const symbol = token => token === model.bos ? 'BOS' : model.shown[token] === ' ' ? '␣' : model.shown[token];
  const duration = seconds => {
    const [unit, factor] = seconds < 1e-3 ? ['µs', 1e6] : seconds < 1 ? ['ms', 1e3] : ['s', 1];
    return `${(seconds * factor).toPrecision(3)} ${unit}`;
  };

  const element = (name, text, attributes = {}) => {
    const made = document.createElement(name);
    made.textContent = text;
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    return made;
  };
  // A row of a table: the first cell heads it; a share fills its cell from the left.
  const row = cells => {
    const made = document.createElement('tr');
    cells.forEach(({text, share, css = ''}, i) => {
      const cell = element(i === 0 ? 'th' : 'td', text, i === 0 ? {scope: 'row'} : {});
      cell.className = css;
      if (share !== undefined) {
        cell.style.setProperty('--share', percent(share) + '%');
      }
      made.append(cell);
    });
    return made;
  };
  const fill = (id, rows) => part(id).replaceChildren(...rows);

  // The number in a field, or a message at it.
  const fault = (field, message) => {
    field.setAttribute('aria-invalid', message ? 'true' : 'false');
    return message;
  };
  const number = (id, good, wanted) => {
    const field = part(id);
    const value = field.value.trim() === '' ? NaN : Number(field.value);
    const right = good(value);
    return {value, message: fault(field, right ? '' : `${field.labels[0].textContent.trim()} must be ${wanted}.`)};
  };
  const settings = () => {
    const all = {
      temperature: number('temperature', t => t === 0 || t >= .0902 && t <= 1000, '0, or 0.0902 to 1000'),
      seed: number('seed', n => Number.isInteger(n) && n >= 1 && n < 2 ** 32, 'a whole number, 1 to 4294967295'),
      clock: number('clock', mhz => mhz > 0 && mhz <= 10000, 'above 0, and at most 10000'),
      count: number('count', n => Number.isInteger(n) && n >= 1 && n <= 1000, 'a whole number, 1 to 1000'),
    };
    const message = Object.values(all).map(field => field.message).filter(Boolean).join(' ');
    return {
      message, temperature: all.temperature.value, seed: all.seed.value, count: all.count.value,
      hertz: all.clock.value * 1e6, slower: Number(part('slower').value),
    };
  };

  const newSampler = () => {
    const {temperature, seed, message} = settings();
    if (!message) {
      sampler = microgptRom.sampler(model, microgptRom.scale(temperature), seed);
    }
  };

  // Lets the simulator take the tokens, from the first on that it has not; the last one is always taken anew.
  const simulate = () => {
    let same = 0;
    while (same < tokens.length - 1 && same < stepped.length && stepped[same] === tokens[same]) {
      same++;
    }
    simulator.rewind(same);
    for (const token of tokens.slice(same)) {
      attention.length = 0;
      logits = simulator.step(token);
    }
    stepped = [...tokens];
  };

  const showNext = () => {
    const weights = sampler.weights(logits);
    const sum = weights.reduce((x, y) => x + y);
    const order = Array.from(weights.keys()).sort((a, b) => logits[b] - logits[a] || a - b);
    fill('next', order.slice(0, MOST_SYMBOLS).map(token => row([
      {text: symbol(token)},
      {text: percent(weights[token] / sum), share: weights[token] / sum, css: 'number share'},
      {text: String(logits[token]), css: 'number'},
    ])));
  };

  const showAttention = () => {
    const from = Math.max(0, tokens.length - MOST_POSITIONS);
    const header = row([{text: 'head'}, ...tokens.slice(from).map(token => ({text: symbol(token), css: 'number'}))]);
    header.querySelectorAll('td').forEach(cell => cell.replaceWith(element('th', cell.textContent, {scope: 'col', class: 'number'})));
    header.firstChild.setAttribute('scope', 'col');
    fill('attention-head', [header]);
    fill('attention', attention.slice(0, MOST_HEADS).map(({layer, head, parts, sum}) => row([
      {text: layers > 1 ? `layer ${layer}, head ${head}` : `head ${head}`},
      ...parts.slice(from).map(value => ({text: (100 * value / sum).toFixed(0), share: value / sum, css: 'number share'})),
    ])));
  };

  const showReads = () => {
    const position = tokens.length - 1;
    fill('reads', microgptRom.steps(model, tokens[position], position).map(({step, layer, first, last, words}) => {
      const made = row([
        {text: layer < 0 || layers === 1 ? step : `${step}, layer ${layer}`},
        {text: first === undefined ? '' : `${first} to ${last}`, css: 'number'},
        {text: words.map(w => `${w.image} ${hex(w.first)} to ${hex(w.last)}`).join(', '), css: 'wrap'},
        {text: words.length === 0 ? '' : count(words.reduce((n, w) => n + w.last - w.first + 1, 0)), css: 'number'},
      ]);
      made.dataset.first = first ?? '';
      made.dataset.last = last ?? '';
      return made;
    }));
  };

  // Marks the steps in which the circuit is at a cycle; none for a negative one.
  const mark = cycle => {
    const table = part('reads').closest('.table');
    for (const made of part('reads').rows) {
      const {first, last} = made.dataset;
      const now = cycle >= 0 && first !== '' && Number(first) <= cycle && cycle <= Number(last);
      made.classList.toggle('now', now);
      if (now && (made.offsetTop < table.scrollTop || made.offsetTop + made.offsetHeight > table.scrollTop + table.clientHeight)) {
        table.scrollTop = made.offsetTop;
      }
    }
  };

  const tell = text => { part('status').textContent = text; };

  const show = () => {
    simulate();
    showNext();
    showAttention();
    showReads();
    const cycles = model.pace.drawn[tokens.length - 1];
    const {hertz} = settings();
    part('cycles').textContent = `The circuit takes ${count(cycles)} clock cycles from here to the next symbol`
      + (hertz > 0 ? `, ${duration(cycles / hertz)}.` : '.');
  };

  // Takes what the reader typed.
  const typed = () => {
    run++;
    ended = false;
    const field = part('text');
    let message = settings().message;
    try {
      const given = microgptRom.encode(model, field.value);
      if (given.length >= context) {
        throw new RangeError();
      }
      tokens = [model.bos, ...given];
      beginning = field.value;
      fault(field, '');
    } catch (e) {
      const what = e.message === '' ? `The beginning can have ${context - 1} symbols at most.`
        : `The model does not know “${e.message}”, only these symbols: ${model.shown.map((_, id) => symbol(id)).join(' ')}`;
      message = [message, fault(field, what)].filter(Boolean).join(' ');
    }
    part('error').textContent = message;
    newSampler();
    if (message === '') {
      show();
      tell('');
    }
    return message === '';
  };

  const begin = text => {
    part('text').value = text;
    tokens = [model.bos, ...microgptRom.encode(model, text)];
    ended = false;
    show();
  };

  // Passes the time that the circuit takes for a symbol, slowed down.
  const pass = (mine, cycles) => new Promise(resolve => {
    const {hertz, slower} = settings();
    const milliseconds = 1000 * cycles / hertz * slower;
    if (milliseconds < 20) {
      resolve();
      return;
    }
    const start = performance.now();
    const frame = () => {
      const passed = performance.now() - start;
      if (mine !== run || passed >= milliseconds) {
        mark(-1);
        resolve();
        return;
      }
      mark(Math.floor(cycles * passed / milliseconds));
      setTimeout(frame, 30);
    };
    frame();
  });

  // Draws one symbol, or all up to the end of the text.
  const draw = async all => {
    const mine = ++run;
    if (settings().message || part('error').textContent) {
      return;
    }
    if (ended) {
      begin(beginning);
    }
    do {
      await pass(mine, model.pace.drawn[tokens.length - 1]);
      if (mine !== run) {
        return;
      }
      const token = sampler.next(logits);
      ended = token === model.bos || tokens.length === context;
      if (token !== model.bos) {
        part('text').value += model.symbols[token];
        if (!ended) {
          tokens.push(token);
          show();
        }
      }
      const written = part('text').value;
      tell(ended ? `“${written}” has ended. State of the generator: ${sampler.state()}` : `Drew ${symbol(token)}: “${written}”`);
    } while (all && !ended);
  };

  // Draws texts as `sample` does, with a generator of their own.
  const drawTexts = async () => {
    const mine = ++run;
    const {message, temperature, seed, count: wanted, hertz} = settings();
    if (message) {
      return;
    }
    const own = microgptRom.sampler(model, microgptRom.scale(temperature), seed);
    const writer = microgptRom.simulator(model);
    const list = part('texts');
    list.replaceChildren();
    let symbols = 0;
    let cycles = 0;
    for (let i = 0; i < wanted && mine === run; i++) {
      const drawn = microgptRom.generate(writer, model, own);
      symbols += drawn.length;
      cycles += drawn.reduce((sum, _, at) => sum + model.pace.drawn[at], 0);
      list.append(element('li', microgptRom.show(model, drawn) || '(empty)'));
      if (i % 8 === 7) {
        await new Promise(resolve => setTimeout(resolve));
      }
    }
    part('drawn').textContent = `${count(list.children.length)} texts, ${count(symbols)} symbols, ${count(cycles)} clock cycles: ${duration(cycles / hertz)}.`;
  };

  part('text').addEventListener('input', typed);
  for (const id of ['temperature', 'seed', 'clock', 'count']) {
    part(id).addEventListener('input', () => {
      if (id === 'temperature' || id === 'seed') {
        newSampler();
        run++;
      }
      part('error').textContent = settings().message;
      if (!part('error').textContent) {
        show();
      }
    });
  }
  part('form').addEventListener('submit', event => {
    event.preventDefault();
    draw(true);
  });
  part('one').addEventListener('click', () => draw(false));
  part('stop').addEventListener('click', () => {
    run++;
    tell('Stopped.');
  });
  part('clear').addEventListener('click', () => {
    part('text').value = '';
    typed();
    part('text').focus();
  });
  part('draw').addEventListener('click', drawTexts);
  part('form').addEventListener('keydown', event => {
    if (event.key === 'Escape') {
      part('stop').click();
    }
  });
  part('live').hidden = false;
  typed();
})();
