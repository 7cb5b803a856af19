/** How messages came over time: `Date.now()` throughout, which all programs of a machine share. */
export interface Pace {
  /** When the first tick began. */
  since: number;
  /** Bytes that came in each tick. */
  ticks: number[];
  /** When the longest time without any began, and how long it was. */
  pauseSince: number;
  pause: number;
}

/** In milliseconds. */
export const tick = 100;

/** Notes when messages come. */
export class Pacemaker {
  readonly #since: number;
  readonly #ticks: number[] = [];
  #last: number;
  #longest: { pauseSince: number; pause: number };

  constructor(now = Date.now()) {
    this.#since = now;
    this.#last = now;
    this.#longest = { pauseSince: now, pause: 0 };
  }

  note(bytes: number, now = Date.now()): void {
    const ticks = this.#ticks;
    const at = Math.floor((now - this.#since) / tick);
    while (ticks.length <= at) ticks.push(0);
    ticks[at]! += bytes;
    const pause = now - this.#last;
    if (pause > this.#longest.pause) this.#longest = { pauseSince: this.#last, pause };
    this.#last = now;
  }

  /** What has been noted. The longest pause is the longest since this was last asked. */
  read(): Pace {
    const pace = { since: this.#since, ticks: this.#ticks, ...this.#longest };
    this.#longest = { pauseSince: this.#last, pause: 0 };
    return pace;
  }
}
