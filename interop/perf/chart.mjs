// The picture of a summary: bars of what is measured natively, where a figure means something by
// itself.

const WIDTH = 960;
const PANEL = { left: 150, width: 300, top: 50, row: 22, gap: 40, column: 480 };

const spreadOf = ([{ spread }]) => spread && { value: spread.median, ...spread };

/** From the median to the 99th percentile. */
const tailOf = ([p50, , p99]) =>
  p50.spread && {
    value: p50.spread.median,
    least: p50.spread.median,
    most: p99.spread.median,
  };

/** Side by side, two in a row. */
const panels = [
  { case: 'messages of 64 B', title: 'Messages of 64 B, thousands/s', barOf: spreadOf },
  { case: '1200 B', title: 'Throughput of 1200 B, Mbit/s', barOf: spreadOf },
  { case: 'round trips of 256 B', title: 'Round trips of 256 B, µs', barOf: spreadOf },
  { case: 'latency at 1,000/s', title: 'Latency at 1,000/s, µs: p50, line to p99', barOf: tailOf },
];

/** In SVG. */
export function chart(rows) {
  const drawn = panels.map((panel) => ({ ...panel, bars: barsOf(panel, rows) }));
  const most = Math.max(...drawn.map(({ bars }) => bars.length));
  const height = PANEL.top + most * PANEL.row + PANEL.gap;
  const whole = height * Math.ceil(panels.length / 2);
  const parts = drawn.map((panel, index) => {
    const left = PANEL.left + (index % 2) * PANEL.column;
    return drawPanel(panel, left, Math.floor(index / 2) * height + PANEL.top);
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${whole}" font-family="system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif" role="img" aria-labelledby="title description">
  <title id="title">Performance beside other transports</title>
  <desc id="description">Medians as bars, of messages of 64 bytes, of throughput, of round trips and of latency at a fixed rate, with a line for the spread of the runs.</desc>
  <style>
    .paper { fill: #ffffff; stroke: #d0d7de }
    text { fill: #1f2933; font-size: 13px }
    .strong { font-weight: 600; font-size: 15px }
    .end { text-anchor: end }
    .bar { fill: #9fb3c2 }
    .ours { fill: #0b6e99 }
    .spread { stroke: #1f2933; stroke-width: 1.5 }
    @media (prefers-color-scheme: dark) {
      .paper { fill: #161b22; stroke: #3d444d }
      text { fill: #e6edf3 }
      .bar { fill: #566573 }
      .ours { fill: #5cb8e0 }
      .spread { stroke: #e6edf3 }
    }
  </style>
  <rect class="paper" x="0.5" y="0.5" width="${WIDTH - 1}" height="${whole - 1}" rx="8"/>
${parts.flat().join('\n')}
</svg>
`;
}

/** Of pairs of one program, which are whom it is chosen among. */
function barsOf({ case: name, barOf }, rows) {
  return rows
    .filter((row) => row.case === name && row.place === 'native' && !row.pair.includes('<-'))
    .map((row) => ({ pair: row.pair, ...barOf(row.columns) }))
    .filter(({ value }) => value !== undefined);
}

function drawPanel({ title, bars }, left, top) {
  const { width, row } = PANEL;
  const most = Math.max(...bars.map((bar) => bar.most));
  const x = (value) => left + (value / most) * width * 0.8;
  const lines = bars.flatMap(({ pair, value, least, most }, index) => {
    const y = top + index * row;
    const middle = y + 7;
    const kind = /^(node|endpoint)-/.test(pair) ? 'ours' : 'bar';
    return [
      `<text class="end" x="${left - 8}" y="${y + 12}">${pair}</text>`,
      `<rect class="${kind}" x="${left}" y="${y}" width="${fixed(x(value) - left)}" height="14"/>`,
      `<line class="spread" x1="${fixed(x(least))}" y1="${middle}" x2="${fixed(x(most))}" y2="${middle}"/>`,
      `<text x="${fixed(x(most) + 6)}" y="${y + 12}">${figure(value)}</text>`,
    ];
  });
  return [`<text class="strong" x="${left}" y="${top - 14}">${title}</text>`, ...lines].map(
    (line) => `  ${line}`,
  );
}

function fixed(coordinate) {
  return coordinate.toFixed(1);
}

function figure(value) {
  return value.toLocaleString('en', { maximumSignificantDigits: 3 });
}
