/** What a piece says of its message. */
export interface PieceInfo {
  ppid: number;
  tsn: number;
}

/**
 * Joins the pieces of messages that did not fit one read (RFC 6458 section 3.1.4, MSG_EOR), for
 * one association. Pieces of different streams, and of ordered and unordered messages, may mix
 * where the stack interleaves them (RFC 8260).
 *
 * @internal
 */
export class Reassembler {
  readonly #pieces = new Map<number, Buffer[]>();
  /** Messages whose beginning was given up for being too large. */
  readonly #discarded = new Set<number>();
  readonly #beginnings = new Map<number, PieceInfo>();
  #bytes = 0;

  /** `limit` bounds what is kept of all incomplete messages together. */
  constructor(private readonly limit: number) {}

  get idle(): boolean {
    return this.#pieces.size === 0 && this.#discarded.size === 0 && this.#beginnings.size === 0;
  }

  /**
   * What the first piece of a message said of it all: where Linux interleaves messages, the later
   * ones have a number of theirs (FSN) in the place of the PPID.
   */
  describe(stream: number, unordered: boolean, piece: PieceInfo, last: boolean): PieceInfo {
    const slot = slotOf(stream, unordered);
    const first = this.#beginnings.get(slot) ?? piece;
    if (last) this.#beginnings.delete(slot);
    else this.#beginnings.set(slot, first);
    return first;
  }

  /**
   * Takes one piece. Returns the message when this was its last, `undefined` when there is more to
   * come, and `'tooLarge'` once for a message that exceeds the limit, whose rest is then dropped.
   */
  add(
    stream: number,
    unordered: boolean,
    piece: Buffer,
    last: boolean,
  ): Buffer | 'tooLarge' | undefined {
    const slot = slotOf(stream, unordered);
    if (this.#discarded.has(slot)) {
      if (last) this.#discarded.delete(slot);
      return undefined;
    }
    const pieces = this.#pieces.get(slot) ?? [];
    if (this.#bytes + piece.length > this.limit) {
      this.#drop(slot);
      if (!last) this.#discarded.add(slot);
      return 'tooLarge';
    }
    pieces.push(piece);
    if (last) {
      for (const earlier of pieces.slice(0, -1)) this.#bytes -= earlier.length;
      this.#pieces.delete(slot);
      return pieces.length === 1 ? piece : Buffer.concat(pieces);
    }
    this.#bytes += piece.length;
    this.#pieces.set(slot, pieces);
    return undefined;
  }

  /**
   * Partial delivery ended without the message's rest. Linux, unless it interleaves messages, says
   * stream 0 of any: it is the only message then that there are pieces of.
   */
  abandon(stream: number): void {
    const slots = [slotOf(stream, false), slotOf(stream, true)];
    const isKnown = (slot: number): boolean =>
      this.#pieces.has(slot) || this.#discarded.has(slot) || this.#beginnings.has(slot);
    if (!slots.some(isKnown)) this.clear();
    for (const slot of slots) {
      this.#drop(slot);
      this.#beginnings.delete(slot);
      this.#discarded.delete(slot);
    }
  }

  clear(): void {
    this.#pieces.clear();
    this.#beginnings.clear();
    this.#discarded.clear();
    this.#bytes = 0;
  }

  #drop(slot: number): void {
    for (const piece of this.#pieces.get(slot) ?? []) this.#bytes -= piece.length;
    this.#pieces.delete(slot);
  }
}

function slotOf(stream: number, unordered: boolean): number {
  return stream * 2 + Number(unordered);
}
