// A program that a row has started: a process group of its own, whose output is kept whole in a
// file and is looked at line by line as it comes.

import { spawn } from 'node:child_process';
import fs from 'node:fs';

const LINE_LIMIT_MS = 10_000;
const MAX_OUTPUT = 16 * 1024 * 1024; // whoever says more than that says it for ever
const LAST_LINES = 6;

export class Program {
  #name;
  #child;
  #log;
  #text = '';
  #unended = ''; // the line that has not come whole yet
  #ending; // { status, signal }, or what it could not be started for
  #tooMuch = false;
  #watchers = new Set();
  #closed;

  constructor(name, command, args, { env, log, cwd }) {
    this.#name = name;
    this.#log = fs.openSync(log, 'w');
    this.#child = spawn(command, args, {
      cwd,
      detached: true,
      env: { ...process.env, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#child.stdin.on('error', () => {}); // it has closed its end
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => this.#take(text));
    }
    this.#closed = new Promise((resolve) => {
      this.#child.on('error', (error) => resolve(this.#settle({ error })));
      this.#child.on('close', (status, signal) => resolve(this.#settle({ status, signal })));
    });
  }

  /** What it has said so far, on either output. */
  text() {
    return this.#text;
  }

  /** Its first line that matches, said already or yet to come. Rejects with why there is none. */
  line(regexp, timeoutMs = LINE_LIMIT_MS) {
    const lines = this.#text.split('\n').slice(0, -1);
    return this.#watch(`no line ${regexp}`, timeoutMs, {
      find: () => {
        for (const line of lines.splice(0)) {
          const match = regexp.exec(line);
          if (match !== null) return match;
        }
      },
      hear: (line) => lines.push(line),
    });
  }

  /** Resolves with its exit status. Rejects where it does not end, or is ended by a signal. */
  exited(timeoutMs = LINE_LIMIT_MS) {
    return this.#watch('no end', timeoutMs, { find: () => this.#ending?.status ?? undefined });
  }

  /** A reason of a failure, with who it is and what it has said last. */
  explain(reason) {
    const said = this.#text.trimEnd().split('\n').slice(-LAST_LINES);
    const shortened = said.map((line) => line.slice(0, 200)).filter(Boolean);
    const last = shortened.length === 0 ? 'it said nothing' : shortened.join(' | ');
    return `${this.#name}: ${reason}: ${last}`;
  }

  /** Gives it input. */
  input(text) {
    this.#child.stdin.write(text);
  }

  /** Tells it that no more input comes. */
  endInput() {
    this.#child.stdin.end();
  }

  /** Ends it, with all that it has started. */
  async end() {
    this.#kill();
    // Whoever has left its process group may hold its output open for ever.
    for (const stream of [this.#child.stdout, this.#child.stderr]) stream.destroy();
    await this.#closed;
  }

  #take(text) {
    if (this.#tooMuch) return;
    fs.writeSync(this.#log, text);
    this.#text += text;
    const lines = (this.#unended + text).split('\n');
    this.#unended = lines.pop();
    for (const watcher of this.#watchers) for (const line of lines) watcher.hear?.(line);
    this.#tooMuch = this.#text.length > MAX_OUTPUT;
    this.#look();
    if (this.#tooMuch) this.#kill();
  }

  #settle(ending) {
    if (this.#ending !== undefined) return;
    this.#ending = ending;
    fs.closeSync(this.#log);
    this.#look();
  }

  #watch(lack, timeoutMs, { find, hear }) {
    const promise = new Promise((resolve, reject) => {
      const fail = (why) => reject(new Error(this.explain(`${lack} ${why}`)));
      const watcher = { find, hear, resolve, fail };
      watcher.timer = setTimeout(() => {
        this.#watchers.delete(watcher);
        fail(`within ${timeoutMs} ms`);
      }, timeoutMs);
      this.#watchers.add(watcher);
    });
    promise.catch(() => {}); // a row that fails elsewhere looks at this one no more
    this.#look();
    return promise;
  }

  #look() {
    for (const watcher of this.#watchers) {
      const found = watcher.find();
      const why = this.#whyNoMore();
      if (found === undefined && why === undefined) continue;
      clearTimeout(watcher.timer);
      this.#watchers.delete(watcher);
      if (found === undefined) watcher.fail(why);
      else watcher.resolve(found);
    }
  }

  #whyNoMore() {
    if (this.#tooMuch) return `in ${MAX_OUTPUT} bytes of output, which go on`;
    if (this.#ending === undefined) return undefined;
    const { error, status, signal } = this.#ending;
    if (error !== undefined) return `for it did not start: ${error.message}`;
    return signal === null ? `and it ended with status ${status}` : `and ${signal} ended it`;
  }

  #kill() {
    try {
      process.kill(-this.#child.pid, 'SIGKILL');
    } catch {
      // It has ended, or has never started.
    }
  }
}
