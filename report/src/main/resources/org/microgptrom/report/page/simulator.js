'use strict';
// The golden simulator in JavaScript: the forward step and the sampling of docs/arithmetic.md, integers only, from what
// stands in ROM. JavaScript's numbers hold integers exactly to 2^53, which no sum of any allowed shape reaches; a product
// with a power of two is exact at any size, so that Math.floor of one is a shift.
const microgptRom = (() => {
  // rs(a, s): a * 2^-s, rounded half up.
  const roundShift = (a, s) => s > 0 ? Math.floor((a + 2 ** (s - 1)) * 2 ** -s) : a * 2 ** -s;
  const sat16 = a => Math.max(-32768, Math.min(32767, a));
  const leadingOne = n => n < 2 ** 32 ? 31 - Math.clz32(n) : 63 - Math.clz32(Math.floor(n * 2 ** -32));

  // The interpolated entry of a table for the integer n > 0, whose mantissa is n * 2^-e.
  const interpolate = (table, n, e) => {
    const u = Math.floor(n * 2 ** (15 - e)) - 2 ** 15;
    const i = u >> 10;
    return table[i] - (((table[i] - table[i + 1]) * (u & 1023)) >> 10);
  };

  // The softmax weight of a distance d >= 0.
  const exp2 = (table, d) => d >= 16 * 256 ? 0 : table[d & 255] >> (d >> 8);

  // The words of a tensor, row-major: what stands in ROM is a code of so many bits, the lowest bit first.
  const unpack = (tensor, code, codebooks) => {
    const bytes = Uint8Array.from(atob(tensor.codes), c => c.charCodeAt(0));
    const words = new Int16Array(tensor.rows * tensor.columns);
    const codebook = codebooks[code.codebook];
    let buffer = 0;
    let filled = 0;
    let next = 0;
    for (let i = 0; i < words.length; i++) {
      for (; filled < code.bits; filled += 8) {
        buffer |= bytes[next++] << filled;
      }
      const bits = buffer & (2 ** code.bits - 1);
      buffer >>>= code.bits;
      filled -= code.bits;
      const value = codebook ? codebook[bits] : bits << (32 - code.bits) >> (32 - code.bits); // two's complement
      words[i] = value << code.shift;
    }
    return words;
  };

  // A key for two neighbouring symbols.
  const pair = (left, right) => left + ' ' + right;

  // A model from the page's JSON.
  const model = data => {
    const weights = {};
    for (const [name, tensor] of Object.entries(data.tensors)) {
      weights[name] = unpack(tensor, data.formats.codes[name], data.codebooks);
    }
    const ids = new Map(data.symbols.map((symbol, id) => [symbol, id]));
    const merges = new Map(data.merges.map(([left, right], rank) =>
      [pair(ids.get(left), ids.get(right)), {rank, id: ids.get(left + right)}]));
    return {...data, weights, bos: data.config.vocab_size - 1, ids, merges};
  };

  // A simulator at position 0. Its observer, if any, takes the words of each site as they are computed, and of each head
  // the softmax weights of the positions so far.
  const simulator = (of, observer = {}) => {
    const {config, formats, tables, weights} = of;
    const {embd, heads, context, hidden, layers} = config;
    const headDim = embd / heads;
    const cache = Array.from({length: layers}, () => ({k: new Int16Array(context * embd), v: new Int16Array(context * embd)}));
    let position = 0;

    const seen = (site, layer, words) => {
      observer.words?.(site, layer, words);
      return words;
    };

    const linear = (name, y, rows, fy, fo, finish = a => a) => {
      const w = weights[name];
      const shift = formats.weights[name] + fy - fo;
      const out = new Int32Array(rows);
      for (let row = 0, at = 0; row < rows; row++) {
        let sum = 0;
        for (let i = 0; i < y.length; i++) {
          sum += w[at++] * y[i];
        }
        out[row] = sat16(roundShift(finish(sum), shift));
      }
      return out;
    };

    const norm = (y, epsilon, layer) => {
      const sum = y.reduce((total, value) => total + value * value, epsilon);
      const e = leadingOne(sum) & ~1;
      const r = interpolate(tables.rsqrt, sum, e);
      const shift = 15 + e / 2 - of.root_exponent - formats.norm;
      return seen('norm', layer, y.map(value => sat16(roundShift(value * r, shift))));
    };

    const embedding = token => {
      const e = new Int32Array(embd);
      for (let i = 0; i < embd; i++) {
        e[i] = weights.wte[token * embd + i] + weights.wpe[position * embd + i];
      }
      seen('embedding', -1, e);
      const n = norm(e, of.embedding_epsilon, -1);
      return seen('residual', -1, n.map(value => sat16(roundShift(value, formats.norm - formats.residual))));
    };

    // Attention of one head, whose first element is `from`, over positions 0 to the current one.
    const attend = (q, {k, v}, from, layer, a) => {
      const f = formats.layers[layer];
      const scores = [];
      for (let t = 0; t <= position; t++) {
        let dot = 0;
        for (let j = from; j < from + headDim; j++) {
          dot += q[j] * k[t * embd + j];
        }
        scores.push(roundShift(dot, f.q + f.k - 8));
      }
      const most = scores.reduce((x, y) => Math.max(x, y));
      const parts = scores.map(score => exp2(tables.exp2, most - score));
      const sum = parts.reduce((x, y) => x + y);
      observer.attention?.(layer, from / headDim, parts, sum);
      const e = leadingOne(sum);
      const r = interpolate(tables.recip, sum, e);
      for (let j = from; j < from + headDim; j++) {
        let weighted = 0;
        for (let t = 0; t <= position; t++) {
          weighted += parts[t] * v[t * embd + j];
        }
        a[j] = sat16(roundShift(roundShift(weighted, e) * r, 15));
      }
    };

    const add = (x, projected, layer) => seen('residual', layer, x.map((value, i) => sat16(value + projected[i])));

    const block = (x, layer) => {
      const f = formats.layers[layer];
      const name = `layer${layer}.`;
      let n = norm(x, of.residual_epsilon, layer);
      const q = seen('q', layer, linear(name + 'attn_wq', n, embd, formats.norm, f.q));
      cache[layer].k.set(seen('k', layer, linear(name + 'attn_wk', n, embd, formats.norm, f.k)), position * embd);
      cache[layer].v.set(seen('v', layer, linear(name + 'attn_wv', n, embd, formats.norm, f.v)), position * embd);
      const a = new Int32Array(embd);
      for (let from = 0; from < embd; from += headDim) {
        attend(q, cache[layer], from, layer, a);
      }
      seen('attention', layer, a);
      x = add(x, seen('attention_projection', layer, linear(name + 'attn_wo', a, embd, f.v, formats.residual)), layer);
      n = norm(x, of.residual_epsilon, layer);
      // ReLU comes before the clamp.
      const h = seen('hidden', layer, linear(name + 'mlp_fc1', n, hidden, formats.norm, f.hidden, sum => Math.max(0, sum)));
      return add(x, seen('mlp_projection', layer, linear(name + 'mlp_fc2', h, embd, f.hidden, formats.residual)), layer);
    };

    return {
      position: () => position,
      // Goes back to a position, 0 to the current one; keys and values before it stay.
      rewind: to => { position = to; },
      // Takes a token at the next position, of which there must be one, and returns the logits.
      step: token => {
        if (position === context) {
          throw new Error(`the context of ${context} tokens is full`);
        }
        let x = embedding(token);
        for (let layer = 0; layer < layers; layer++) {
          x = block(x, layer);
        }
        position++;
        return seen('logits', -1, linear('lm_head', x, config.vocab_size, formats.residual, formats.logits));
      },
    };
  };

  // The temperature's scale, log2(e) / temperature * 2^12 rounded to the nearest, ties to even; 0 for greedy.
  const scale = temperature => {
    if (temperature === 0) {
      return 0;
    }
    const exact = Math.LOG2E / temperature * 4096;
    const up = Math.round(exact);
    return up - exact === .5 && up % 2 === 1 ? up - 1 : up;
  };

  // Draws tokens; g is the temperature's scale, the seed any 32 bits but 0.
  const sampler = (of, g, seed) => {
    let state = seed >>> 0;
    const shares = (logits, scaled) => {
      const t = Array.from(logits, logit => roundShift(logit * scaled, of.formats.logits + 4));
      const most = t.reduce((x, y) => Math.max(x, y));
      return t.map(value => exp2(of.tables.exp2, most - value));
    };
    return {
      state: () => state,
      // The weights that tokens are drawn by; greedy drawing has none, so that those of temperature 1 stand for them.
      weights: logits => shares(logits, g || scale(1)),
      next: logits => {
        if (g === 0) {
          return logits.indexOf(logits.reduce((x, y) => Math.max(x, y)));
        }
        const parts = shares(logits, g);
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
        state >>>= 0;
        const threshold = Math.floor((state >>> 8) * parts.reduce((x, y) => x + y) * 2 ** -24);
        let token = 0;
        for (let reached = parts[0]; reached <= threshold; reached += parts[token]) {
          token++;
        }
        return token;
      },
    };
  };

  // The ids of a piece of text after all merges: of the neighbours that there is a merge for, those with the first one
  // become one symbol, of equal ones the leftmost, until there are none.
  const merge = (of, ids) => {
    for (;;) {
      const found = ids.slice(1).map((id, i) => of.merges.get(pair(ids[i], id)));
      const first = found.reduce((best, here, i) => here && (best < 0 || here.rank < found[best].rank) ? i : best, -1);
      if (first < 0) {
        return ids;
      }
      ids.splice(first, 2, found[first].id);
    }
  };

  // The tokens of a text, without BOS. The only place that knows how a text is cut to symbols.
  const encode = (of, text) => (of.split_at_spaces ? text.split(/(?= )/) : [text])
    .flatMap(piece => merge(of, Array.from(piece, symbol => {
      if (!of.ids.has(symbol)) {
        throw new RangeError(symbol);
      }
      return of.ids.get(symbol);
    })));
  const decode = (of, tokens) => tokens.filter(token => token !== of.bos).map(token => of.symbols[token]).join('');
  const show = (of, tokens) => tokens.filter(token => token !== of.bos).map(token => of.shown[token]).join('');

  // Draws one text from BOS until BOS, or until the context is full; returns its tokens.
  const generate = (simulated, of, drawn) => {
    const tokens = [];
    simulated.rewind(0);
    let token = of.bos;
    do {
      token = drawn.next(simulated.step(token));
      tokens.push(token);
    } while (token !== of.bos && simulated.position() < of.config.context);
    return tokens;
  };

  const matrices = {
    query: 'attn_wq', key: 'attn_wk', value: 'attn_wv', project: 'attn_wo', expand: 'mlp_fc1', contract: 'mlp_fc2',
  };

  // The ROM words that a step reads for a token: a list of image, first and last address.
  const words = (of, step, layer, token, position) => {
    const rows = (name, from, count) => {
      const {image, base, columns, tile_rows: high, tile_columns: wide} = of.tensors[name];
      const across = Math.ceil(columns / wide);
      return {
        image, first: base + Math.floor(from / high) * across,
        last: base + Math.floor((from + count - 1) / high) * across + across - 1,
      };
    };
    const all = name => [rows(name, 0, of.tensors[name].rows)];
    if (step === 'first layer') {
      const count = of.config.embd / of.first_layer_columns;
      const first = (token * of.config.context + position) * count;
      return [{image: 'first_layer', first, last: first + count - 1}];
    }
    if (step === 'embedding') {
      return [rows('wte', token, 1), rows('wpe', position, 1)];
    }
    if (step === 'head') {
      return all('lm_head');
    }
    return matrices[step] ? all(`layer${layer}.${matrices[step]}`) : [];
  };

  // What the circuit does for a token, in the order in which it begins: step, layer or -1, ROM words, and first and last
  // clock cycle where the page knows them. What is done head by head counts as one step.
  const steps = (of, token, position) => {
    const spans = of.pace.spans[position];
    if (spans) {
      const found = [];
      for (const [number, inLayer, first, last] of spans) {
        const step = of.pace.steps[number];
        const layer = step === 'embedding' ? -1 : inLayer;
        const same = ['score', 'weights'].includes(step) && found.find(row => row.step === step && row.layer === layer);
        if (same) {
          same.last = Math.max(same.last, last);
        } else {
          found.push({step, layer, first, last, words: words(of, step, layer, token, position)});
        }
      }
      return found;
    }
    const row = (step, layer) => ({step, layer, words: words(of, step, layer, token, position)});
    const skipped = layer => layer === 0 && of.first_layer_columns ? ['query', 'key', 'value'] : [];
    return [
      row(of.first_layer_columns ? 'first layer' : 'embedding', -1),
      ...Array.from({length: of.config.layers}, (_, layer) =>
        Object.keys(matrices).filter(step => !skipped(layer).includes(step)).map(step => row(step, layer))).flat(),
      row('head', -1),
    ];
  };

  return {model, simulator, sampler, scale, encode, decode, show, generate, steps};
})();
