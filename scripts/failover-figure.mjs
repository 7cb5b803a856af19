// The picture of scripts/failover.mjs: what arrives, second by second, while a path is lost.

const WIDTH = 960;
const PANEL = { left: 70, width: 860, height: 170, gap: 90, top: 70 };

const engines = ['kernel', 'userspace'];

/** By the options that a panel is of: what it shows, in seconds from the cut. */
const panels = [
  { settings: 'default', title: 'As the stacks are set up', from: -2, to: 75, bin: 1, step: 10 },
  { settings: 'tuned', title: 'Tuned', from: -2, to: 6, bin: 0.2, step: 1 },
];

/** In SVG, of the run of each engine and set of options whose outage is the median. */
export function figure(runs) {
  const height = PANEL.top + panels.length * (PANEL.height + PANEL.gap) - 20;
  const peak = 10; // Mbit/s, what the line carries
  const drawn = panels.map((panel, index) => {
    const top = PANEL.top + index * (PANEL.height + PANEL.gap);
    return drawPanel(panel, top, peak, runs);
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif" role="img" aria-labelledby="title description">
  <title id="title">Throughput while the primary path is lost</title>
  <desc id="description">What arrives in Mbit/s against the seconds from the cut, on the kernel engine and on the userspace engine, as the stacks are set up and tuned.</desc>
  <style>
    .paper { fill: #ffffff; stroke: #d0d7de }
    .panel { fill: #f3f6f9; stroke: #c3ccd5 }
    text { fill: #1f2933; font-size: 13px }
    .strong { font-weight: 600; font-size: 15px }
    .middle { text-anchor: middle }
    .end { text-anchor: end }
    .grid { stroke: #d9e0e6 }
    .cut { stroke: #b42318; stroke-dasharray: 5 4 }
    .kernel { fill: none; stroke: #0b6e99; stroke-width: 2 }
    .userspace { fill: none; stroke: #b8501f; stroke-width: 2 }
    @media (prefers-color-scheme: dark) {
      .paper { fill: #161b22; stroke: #3d444d }
      .panel { fill: #1f262e; stroke: #454e58 }
      text { fill: #e6edf3 }
      .grid { stroke: #38414b }
      .cut { stroke: #f97066 }
      .kernel { stroke: #5cb8e0 }
      .userspace { stroke: #e8935f }
    }
  </style>
  <rect class="paper" x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="8"/>
${legend()}
${drawn.join('\n')}
</svg>
`;
}

/** The run whose outage is in the middle. */
export function medianRun(runs) {
  return runs.toSorted((one, other) => one.pause - other.pause)[(runs.length - 1) >> 1];
}

function legend() {
  return engines
    .map((engine, index) => {
      const x = PANEL.left + index * 130;
      const line = `<line class="${engine}" x1="${x}" y1="28" x2="${x + 26}" y2="28"/>`;
      return `  ${line}<text x="${x + 34}" y="33">${engine}</text>`;
    })
    .join('\n');
}

function drawPanel({ settings, title, from, to, bin, step }, top, peak, runs) {
  const { left, width, height } = PANEL;
  const x = (seconds) => (left + ((seconds - from) / (to - from)) * width).toFixed(1);
  const y = (rate) =>
    (top + height - (Math.min(rate, peak * 1.2) / (peak * 1.2)) * height).toFixed(1);
  const bottom = top + height;
  const seconds = range(Math.ceil(from / step) * step, to, step);
  const grid = [
    ...seconds.flatMap((at) => [
      `<line class="grid" x1="${x(at)}" y1="${top}" x2="${x(at)}" y2="${bottom}"/>`,
      `<text class="middle" x="${x(at)}" y="${bottom + 18}">${at}</text>`,
    ]),
    ...[0, peak / 2, peak].flatMap((rate) => [
      `<line class="grid" x1="${left}" y1="${y(rate)}" x2="${left + width}" y2="${y(rate)}"/>`,
      `<text class="end" x="${left - 8}" y="${Number(y(rate)) + 4}">${rate}</text>`,
    ]),
  ];
  const lines = engines.map((engine) => {
    const run = medianRun(runs.filter((one) => one.engine === engine && one.settings === settings));
    const points = ratesOf(run, from, to, bin).map(([at, rate]) => `${x(at)},${y(rate)}`);
    return `<polyline class="${engine}" points="${points.join(' ')}"/>`;
  });
  return [
    `<text class="strong" x="${left}" y="${top - 10}">${title}</text>`,
    `<rect class="panel" x="${left}" y="${top}" width="${width}" height="${height}"/>`,
    ...grid,
    `<line class="cut" x1="${x(0)}" y1="${top}" x2="${x(0)}" y2="${bottom}"/>`,
    ...lines,
    `<text class="end" x="${left + width}" y="${bottom + 38}">seconds from the cut; Mbit/s that arrive</text>`,
  ]
    .map((line) => `  ${line}`)
    .join('\n');
}

/** In Mbit/s, by the middle of each bin. */
function ratesOf({ ticks, tick, ticksSince }, from, to, bin) {
  const perBin = Math.round((bin * 1000) / tick);
  const last = (ticksSince + ticks.length * tick) / 1000 - bin;
  return range(from, Math.min(to - bin, last), bin).map((at) => {
    const first = Math.round((at * 1000 - ticksSince) / tick);
    const within = ticks.slice(Math.max(first, 0), Math.max(first + perBin, 0));
    const bytes = within.reduce((sum, some) => sum + some, 0);
    return [at + bin / 2, (bytes * 8) / (bin * 1e6)];
  });
}

function range(from, to, step) {
  const count = Math.floor((to - from) / step + 1e-9) + 1;
  return Array.from({ length: count }, (_, index) => Number((from + index * step).toFixed(3)));
}
