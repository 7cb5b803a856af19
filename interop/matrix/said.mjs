// What a peer has said, out of its log lines.

/** Its lines by their kind, such as RECV, each an object of its fields. */
export function saidBy(program, prefix) {
  const said = { UP: [], SENT: [], RECV: [], NOTIFY: [] };
  for (const line of program.text().split('\n')) {
    if (!line.startsWith(`${prefix}_`)) continue;
    const [kind, ...words] = line.slice(prefix.length + 1).split(' ');
    said[kind] ??= [];
    said[kind].push(fieldsOf(words.join(' ')));
  }
  return said;
}

// What a peer was told to send comes last, and may have spaces.
function fieldsOf(text) {
  const [, simple, last, rest] = /^(.*?)(?:(payload|reason)=(.*))?$/.exec(text);
  const fields = simple.trim().split(' ').filter(Boolean);
  return Object.fromEntries([
    ...fields.map((field) => field.split('=', 2)),
    ...(last === undefined ? [] : [[last, rest]]),
  ]);
}

/** FNV-1a, as the peers tell it of each message. */
export function hashOf(text) {
  const sum = (hash, byte) => Math.imul(hash ^ byte, 0x01000193);
  const hash = Buffer.from(text).reduce(sum, 0x811c9dc5) >>> 0;
  return hash.toString(16).padStart(8, '0');
}
