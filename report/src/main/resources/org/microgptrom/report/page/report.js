'use strict';
// Draws the report's charts from the facts that the page embeds. Each chart is a function from the page's colours and
// an index to an option of ECharts; the tables beside the charts are there without it.
(() => {
  const facts = JSON.parse(document.getElementById('facts').textContent);

  const colours = () => {
    const style = getComputedStyle(document.documentElement);
    const value = name => style.getPropertyValue('--' + name).trim();
    return {
      ink: value('ink'), muted: value('muted'), line: value('line'), card: value('card'), pad: value('pad'),
      good: value('good'), bad: value('bad'), accent: value('accent'),
      palette: Array.from({length: 13}, (_, i) => value('c' + i)),
    };
  };

  const number = new Intl.NumberFormat('en-US', {maximumFractionDigits: 0});
  const count = n => number.format(n);
  const figure = n => n === 0 ? '0' : Math.abs(n) >= 1e5 || Math.abs(n) < 1e-3 ? n.toExponential(3) : n.toPrecision(5);
  const hex = n => '0x' + n.toString(16);
  const text = s => echarts.format.encodeHTML(String(s));

  const axis = (c, more) => ({
    nameTextStyle: {color: c.muted}, axisLabel: {color: c.muted, hideOverlap: true}, axisLine: {lineStyle: {color: c.line}},
    splitLine: {lineStyle: {color: c.line, opacity: .6}}, nameLocation: 'middle', nameGap: 28, ...more,
  });
  const base = (c, more) => ({
    animation: false, color: c.palette, backgroundColor: 'transparent', textStyle: {color: c.ink, fontFamily: 'inherit'},
    grid: {left: 60, right: 20, top: 34, bottom: 44},
    tooltip: {backgroundColor: c.card, borderColor: c.line, textStyle: {color: c.ink}, confine: true}, ...more,
  });
  const legend = (c, more) => ({textStyle: {color: c.ink}, inactiveColor: c.muted, top: 0, type: 'scroll', itemGap: 22, ...more});

  const loss = c => {
    const points = facts.metrics;
    const line = {type: 'line', showSymbol: false, lineStyle: {width: 1.5}};
    // Losses of single batches are noisy: their mean over a fiftieth of the steps is drawn, too.
    const half = Math.ceil(points.length / 100);
    const mean = points.map((p, i) => {
      const near = points.slice(Math.max(0, i - half), i + half + 1);
      return [p.step, near.reduce((sum, q) => sum + q.loss, 0) / near.length];
    });
    // The first steps fall from far above; the axis ends where the rest of the training begins.
    const rest = points.slice(Math.floor(points.length / 20));
    const top = Math.ceil(10 * Math.max(...rest.flatMap(p => [p.loss, p.validation_loss ?? p.loss]))) / 10;
    const cut = points[0].loss > top;
    return base(c, {
      legend: legend(c),
      grid: {left: 56, right: 64, top: 40, bottom: 64},
      tooltip: {...base(c).tooltip, trigger: 'axis', valueFormatter: v => v == null ? '-' : figure(v)},
      dataZoom: [{type: 'inside', zoomOnMouseWheel: 'ctrl'}],
      xAxis: axis(c, {type: 'value', name: 'step', min: 0, max: points[points.length - 1].step}),
      yAxis: [
        axis(c, {
          type: 'value', name: cut ? `nats per token, from ${figure(points[0].loss)} on` : 'nats per token', nameGap: 36, scale: true,
          max: cut ? top : null,
        }),
        axis(c, {type: 'value', name: 'learning rate', nameGap: 48, splitLine: {show: false}}),
      ],
      series: [
        {...line, name: 'training', color: c.palette[0], lineStyle: {width: 1, opacity: .4}, data: points.map(p => [p.step, p.loss])},
        {...line, name: 'training, mean', color: c.palette[0], lineStyle: {width: 2}, data: mean},
        {
          ...line, name: 'validation', color: c.palette[1], showSymbol: true, symbolSize: 6, lineStyle: {width: 2.5},
          data: points.filter(p => p.validation_loss !== undefined).map(p => [p.step, p.validation_loss]),
        },
        {
          ...line, name: 'learning rate', color: c.palette[2], yAxisIndex: 1, lineStyle: {width: 1.5, type: 'dashed'},
          data: points.map(p => [p.step, p.learning_rate]),
        },
      ],
    });
  };

  const tensor = (c, index) => {
    const t = facts.tensors[index];
    const edge = i => t.histogram.from + i * t.histogram.width;
    const mark = {symbol: 'none', silent: true, label: {show: false}, lineStyle: {color: c.bad, type: 'solid', width: 1}};
    const values = t.codebook.map(xAxis => ({xAxis, lineStyle: {color: c.ink, width: .5}}));
    return base(c, {
      grid: {left: 44, right: 12, top: 8, bottom: 24},
      tooltip: {
        ...base(c).tooltip,
        formatter: p => `${figure(p.value[0] - t.histogram.width / 2)} to ${figure(p.value[0] + t.histogram.width / 2)}: `
          + `${count(p.value[1])} of ${count(t.rows * t.columns)}<br>${text(t.notation)}, step ${figure(t.step)}`,
      },
      xAxis: axis(c, {type: 'value', min: t.format_min, max: -t.format_min, splitNumber: 4}),
      yAxis: axis(c, {type: 'value', splitNumber: 2}),
      series: [{
        type: 'bar', barWidth: '99%', large: false, itemStyle: {color: c.palette[0]},
        data: t.histogram.counts.map((n, i) => [(edge(i) + edge(i + 1)) / 2, n]),
        markLine: {...mark, data: [...values, {xAxis: t.min}, {xAxis: t.max}]},
      }],
    });
  };

  const widths = c => {
    const all = facts.quantization.widths;
    return base(c, {
      grid: {left: 8, right: 20, top: 12, bottom: 44, containLabel: true},
      tooltip: {
        ...base(c).tooltip,
        formatter: p => `<b>${text(all[p.dataIndex].weight_bits)}</b><br>${count(all[p.dataIndex].rom_bits)} bits: ${figure(all[p.dataIndex].loss)} nats`,
      },
      xAxis: axis(c, {type: 'log', name: 'ROM bits', scale: true, axisLabel: {color: c.muted, hideOverlap: true, formatter: count}}),
      yAxis: axis(c, {type: 'value', name: 'loss', nameGap: 40, scale: true}),
      series: [{type: 'line', symbolSize: 8, itemStyle: {color: c.palette[0]}, data: all.map(w => [w.rom_bits, w.loss])}],
    });
  };

  const sites = c => {
    const all = facts.quantization.comparison.sites;
    const names = all.map(s => s.site);
    const log = v => v > 0 ? Math.log2(v) : null;
    const least = s => -s.format;
    const limit = s => 15 - s.format;
    const dot = (name, value, symbol, colour) => ({
      name, type: 'scatter', symbol, symbolSize: 10, itemStyle: {color: colour},
      data: all.map((s, i) => [log(value(s)), i]).filter(p => p[0] !== null),
    });
    return base(c, {
      legend: legend(c, {data: ['range of the format', 'largest value', 'largest error', 'rms error']}),
      grid: {left: 8, right: 20, top: 40, bottom: 44, containLabel: true},
      tooltip: {
        ...base(c).tooltip,
        formatter: p => {
          const s = all[p.seriesType === 'scatter' ? p.value[1] : p.dataIndex];
          return `${text(s.site)}: grid 2^${least(s)}, limit 2^${limit(s)}<br>largest ${figure(s.largest)}, `
            + `rms error ${figure(s.rms_error)}, largest error ${figure(s.max_error)}, clamped ${count(s.saturations)}`;
        },
      },
      xAxis: axis(c, {
        type: 'value', min: Math.floor(Math.min(...all.map(s => log(s.rms_error) ?? least(s)), ...all.map(least))),
        max: Math.max(...all.map(limit)), axisLabel: {color: c.muted, hideOverlap: true, formatter: v => '2^' + v},
      }),
      yAxis: axis(c, {type: 'category', data: names, inverse: true, name: ''}),
      series: [
        {
          name: 'range of the format', type: 'custom', itemStyle: {color: c.pad}, encode: {x: [1, 2], y: 0},
          data: all.map((s, i) => [i, least(s), limit(s)]),
          renderItem: (params, api) => {
            const from = api.coord([api.value(1), api.value(0)]);
            const to = api.coord([api.value(2), api.value(0)]);
            const height = Math.max(3, api.size([0, 1])[1] * .5);
            return {
              type: 'rect', style: {fill: c.pad}, shape: {x: from[0], y: from[1] - height / 2, width: to[0] - from[0], height},
            };
          },
        },
        dot('largest value', s => s.largest, 'circle', c.palette[0]),
        dot('largest error', s => s.max_error, 'diamond', c.palette[1]),
        dot('rms error', s => s.rms_error, 'triangle', c.palette[2]),
      ],
    });
  };

  const logits = c => {
    const pairs = facts.agreement.logits;
    const all = pairs.flat();
    const least = Math.floor(Math.min(...all));
    const most = Math.ceil(Math.max(...all));
    return base(c, {
      tooltip: {...base(c).tooltip, formatter: p => `float ${figure(p.value[0])}<br>fixed ${figure(p.value[1])}`},
      xAxis: axis(c, {type: 'value', name: 'float', min: least, max: most}),
      yAxis: axis(c, {type: 'value', name: 'fixed point', nameGap: 34, min: least, max: most}),
      series: [{
        type: 'scatter', symbolSize: 4, data: pairs, itemStyle: {color: c.palette[0], opacity: .6},
        markLine: {
          silent: true, symbol: 'none', label: {show: false}, lineStyle: {color: c.muted, type: 'dashed'},
          data: [[{coord: [least, least]}, {coord: [most, most]}]],
        },
      }],
    });
  };

  const divergence = c => {
    const h = facts.agreement.divergence;
    const edge = i => h.from + i * h.width;
    return base(c, {
      tooltip: {
        ...base(c).tooltip,
        formatter: p => `10^${edge(p.dataIndex)} to 10^${edge(p.dataIndex + 1)} nats: ${count(p.value[1])} predictions`,
      },
      xAxis: axis(c, {
        type: 'value', name: 'nats', min: Math.floor(h.from), max: Math.ceil(edge(h.counts.length)), minInterval: 1,
        axisLabel: {color: c.muted, formatter: v => '1e' + v},
      }),
      yAxis: axis(c, {type: 'value', name: 'predictions', nameGap: 36}),
      series: [{type: 'bar', barWidth: '96%', itemStyle: {color: c.palette[3]}, data: h.counts.map((n, i) => [(edge(i) + edge(i + 1)) / 2, n])}],
    });
  };

  const attention = (c, index) => {
    const names = facts.attention.tokens.map((t, i) => i + ' ' + (t.symbol === ' ' ? '␣' : t.symbol));
    const rows = facts.attention.maps[index].rows;
    const label = value => value.replace(/^\d+ /, '');
    // There is room for 17 labels; of more tokens every second, third, ... has one.
    const axisLabel = {color: c.muted, interval: Math.ceil(names.length / 17) - 1, formatter: label};
    return base(c, {
      grid: {left: 8, right: 8, top: 8, bottom: 8, containLabel: true},
      tooltip: {
        ...base(c).tooltip,
        formatter: p => `from ${text(names[p.value[1]])} to ${text(names[p.value[0]])}: ${(100 * p.value[2]).toFixed(1)} %`,
      },
      visualMap: {show: false, min: 0, max: 1, inRange: {color: [c.card, c.palette[0]]}},
      xAxis: axis(c, {type: 'category', data: names, splitLine: {show: false}, axisLabel}),
      yAxis: axis(c, {type: 'category', data: names, inverse: true, splitLine: {show: false}, axisLabel}),
      series: [{
        type: 'heatmap', itemStyle: {borderColor: c.line, borderWidth: .5},
        data: rows.flatMap((row, y) => row.shares.map((share, x) => [x, y, share])),
      }],
    });
  };

  // A text in a rectangle that is wide enough for it.
  const inside = (name, shape, colour) => shape.width > 7 * name.length + 6 && shape.height > 13
    ? [{
      type: 'text', silent: true,
      style: {text: name, x: shape.x + shape.width / 2, y: shape.y + shape.height / 2, align: 'center', verticalAlign: 'middle', fill: colour, fontSize: 11},
    }]
    : [];

  // One rectangle for each piece of each memory: as wide as its words, as high as its lanes.
  const rom = (c, index, element) => {
    const images = facts.rom.images.filter(image => (image.layout === 'tensor') === (index === 1));
    const names = [...new Set([...facts.tensors.map(t => t.name), ...images.flatMap(image => image.pieces.map(p => p.tensor))])];
    const colour = tensor => c.palette[names.indexOf(tensor) % c.palette.length];
    const margin = 56;
    const label = images.length > 60 ? 4 : 17;
    const height = Math.max(480, margin + (label + 12) * images.length);
    if (element.style.height !== height + 'px') {
      element.style.height = height + 'px';
    }
    const lanes = images.reduce((sum, image) => sum + image.width / 16, 0);
    const gap = lanes * label / (height - margin - label * images.length);
    const pieces = [];
    const banks = [];
    const labels = [];
    let top = 0;
    let depth = 0;
    for (const image of images) {
      top += gap;
      labels.push([0, top, image]);
      const share = image.value_bits / 16;
      for (const piece of image.pieces) {
        pieces.push({value: [piece.address, top + piece.lane * share, piece.words, piece.lanes * share], piece, image});
      }
      for (const bank of image.banks) {
        banks.push({value: [bank.address, top + bank.bit / 16, bank.depth, bank.width / 16], bank, image});
        depth = Math.max(depth, bank.address + bank.depth);
      }
      depth = Math.max(depth, image.depth);
      top += image.width / 16;
    }
    const rectangle = (params, api) => {
      const from = api.coord([api.value(0), api.value(1)]);
      const size = api.size([api.value(2), api.value(3)]);
      return echarts.graphic.clipRectByRect(
        {x: from[0], y: from[1], width: Math.max(1, size[0]), height: Math.max(1, size[1])}, params.coordSys);
    };
    return base(c, {
      grid: {left: 12, right: 16, top: 4, bottom: margin - 4},
      tooltip: {
        ...base(c).tooltip,
        formatter: p => {
          if (p.data.bank) {
            const b = p.data.bank;
            return `${text(b.name)}: ${count(b.depth)} words of ${b.width} bits, from ${hex(b.address)} of ${text(p.data.image.name)}`;
          }
          const {piece, image} = p.data;
          return `<b>${text(piece.tensor || 'padding')}</b><br>${text(image.name)}, ${image.width} bits wide<br>`
            + `${hex(piece.address)} to ${hex(piece.address + piece.words - 1)}, ${count(piece.words)} words<br>`
            + `lanes ${piece.lane} to ${piece.lane + piece.lanes - 1}`;
        },
      },
      xAxis: axis(c, {
        type: 'value', name: 'address', min: 0, max: depth, interval: 2 ** Math.max(0, Math.ceil(Math.log2(depth / 8))),
        axisLabel: {color: c.muted, hideOverlap: true, showMaxLabel: false, formatter: hex},
      }),
      yAxis: {type: 'value', inverse: true, min: 0, max: top, show: false},
      series: [
        {
          name: 'tensors', type: 'custom', encode: {x: 0, y: 1}, data: pieces,
          renderItem: (params, api) => {
            const shape = rectangle(params, api);
            const tensor = pieces[params.dataIndex].piece.tensor;
            const style = {fill: tensor ? colour(tensor) : c.pad, stroke: c.card, lineWidth: Math.min(1, shape.width / 4)};
            return {type: 'group', children: [{type: 'rect', shape, style}, ...inside(tensor || '', shape, c.card)]};
          },
        },
        {
          name: 'banks', type: 'custom', encode: {x: 0, y: 1}, data: banks,
          renderItem: (params, api) => ({
            type: 'rect', shape: rectangle(params, api), style: {fill: 'rgba(128,128,128,.001)', stroke: c.ink, lineWidth: 1, lineDash: [3, 2]},
          }),
        },
        {
          name: 'memories', type: 'custom', silent: true, encode: {x: 0, y: 1}, data: images.length > 60 ? [] : labels.map(l => [l[0], l[1]]),
          renderItem: (params, api) => {
            const at = api.coord([api.value(0), api.value(1)]);
            const image = labels[params.dataIndex][2];
            const name = `${image.name}, ${count(image.depth)} words of ${image.width} bits`;
            return {type: 'text', style: {x: at[0], y: at[1] - 3, text: name, fill: c.ink, fontSize: 11, verticalAlign: 'bottom'}};
          },
        },
      ],
    });
  };

  const timeline = c => {
    const spans = facts.hardware.timeline;
    const units = [...new Set(spans.map(s => s.unit))];
    const steps = [...new Set(spans.map(s => s.step))];
    return base(c, {
      legend: legend(c, {data: steps}),
      grid: {left: 8, right: 20, top: 44, bottom: 44, containLabel: true},
      tooltip: {
        ...base(c).tooltip,
        formatter: p => {
          const s = p.data.span;
          return `<b>${text(s.step)}</b>${s.layer < 0 ? '' : ', layer ' + s.layer}<br>cycle ${count(s.first)} to ${count(s.last)}`;
        },
      },
      dataZoom: [{type: 'inside', zoomOnMouseWheel: 'ctrl'}],
      xAxis: axis(c, {type: 'value', name: 'clock cycle', min: 0, max: Math.max(...spans.map(s => s.last)) + 1}),
      yAxis: axis(c, {type: 'category', data: units, inverse: true, name: ''}),
      series: steps.map((step, i) => ({
        name: step, type: 'custom', itemStyle: {color: c.palette[i % c.palette.length]}, encode: {x: [1, 2], y: 0},
        data: spans.filter(s => s.step === step).map(span => ({value: [units.indexOf(span.unit), span.first, span.last + 1], span})),
        renderItem: (params, api) => {
          const from = api.coord([api.value(1), api.value(0)]);
          const to = api.coord([api.value(2), api.value(0)]);
          const height = api.size([0, 1])[1] * .6;
          const shape = {x: from[0], y: from[1] - height / 2, width: Math.max(1, to[0] - from[0]), height};
          const style = {fill: c.palette[i % c.palette.length], stroke: c.card, lineWidth: .5};
          return {type: 'group', children: [{type: 'rect', shape, style}, ...inside(step, shape, c.card)]};
        },
      })),
    });
  };

  const cycles = c => base(c, {
    legend: legend(c),
    tooltip: {...base(c).tooltip, trigger: 'axis'},
    xAxis: axis(c, {type: 'value', name: 'position', min: 0, max: facts.hardware.drawn_cycles.length - 1, minInterval: 1}),
    yAxis: axis(c, {type: 'value', name: 'cycles', nameGap: 40, scale: true}),
    series: [['drawn token', facts.hardware.drawn_cycles], ['token of a prompt', facts.hardware.prompt_cycles]]
      .map(([name, values]) => ({name, type: 'line', showSymbol: false, data: values.map((v, t) => [t, v])})),
  });

  const speeds = c => {
    const all = facts.hardware.speeds;
    return base(c, {
      grid: {left: 8, right: 76, top: 8, bottom: 44, containLabel: true},
      tooltip: {
        ...base(c).tooltip, extraCssText: 'max-width: 20rem; white-space: normal',
        formatter: p => {
          const s = all[p.dataIndex];
          return `<b>${text(s.system)}</b>, ${text(s.model)}: ${count(s.tokens_per_second)} tokens/s<br>${text(s.how)}<br>${text(s.source)}`;
        },
      },
      xAxis: axis(c, {type: 'log', name: 'tokens per second', min: 1000, axisLabel: {color: c.muted, hideOverlap: true, formatter: count}}),
      yAxis: axis(c, {type: 'category', inverse: true, data: all.map(s => s.system), name: '', axisLabel: {color: c.ink, width: 150, overflow: 'break'}}),
      series: [{
        type: 'bar', barMaxWidth: 22, label: {show: true, position: 'right', color: c.ink, formatter: p => count(p.value)},
        data: all.map(s => ({value: s.tokens_per_second, itemStyle: {color: s.own ? c.palette[2] : c.palette[s.kind === 'fpga' ? 0 : 7]}})),
      }],
    });
  };

  const charts = {loss, tensor, widths, sites, logits, divergence, attention, rom, timeline, cycles, speeds};
  const drawn = [];
  for (const element of document.querySelectorAll('[data-chart]')) {
    const chart = echarts.init(element, null, {renderer: 'svg'});
    drawn.push({chart, element});
    new ResizeObserver(() => chart.resize()).observe(element);
  }
  const draw = () => {
    const c = colours();
    for (const {chart, element} of drawn) {
      chart.setOption(charts[element.dataset.chart](c, Number(element.dataset.index), element), true);
    }
  };
  draw();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
  matchMedia('print').addEventListener('change', draw);
})();
