// Time that passes only when nothing is left to do: an hour of waiting costs what its events cost. Promise reactions
// and the order of macrotasks are Node's own; computing takes no time at all.

const TICK_MS = 0.1;
/** The farthest that something can be put off: 6.5 s. */
const TICKS = 2 ** 16;

/** A `Clock` for the executor, and a delay for the functions that it calls. */
export class VirtualTime {
  #tick = 0;
  /** Tick modulo `TICKS` → what falls due then. */
  #due = new Array(TICKS).fill(null);
  #yielded = [];

  now = () => this.#tick * TICK_MS;

  setTimer = (delayMs, fn) => {
    const timer = { fn };
    this.after(delayMs, () => timer.fn?.());
    return timer;
  };

  clearTimer = (timer) => {
    timer.fn = undefined;
  };

  yieldToLoop = (fn) => {
    this.#yielded.push(fn);
  };

  after(delayMs, fn) {
    const ticks = Math.max(1, Math.ceil(delayMs / TICK_MS));
    if (ticks >= TICKS) throw new RangeError(`${delayMs} ms is more than ${TICKS * TICK_MS} ms ahead`);
    const at = (this.#tick + ticks) % TICKS;
    this.#due[at] ??= [];
    this.#due[at].push(fn);
  }

  /** Lets time pass until `untilMs`, or until nothing will ever happen any more. */
  async run(untilMs) {
    await macrotask();
    for (;;) {
      for (; this.#yielded.length > 0; await macrotask()) for (const fn of this.#yielded.splice(0)) fn();
      let ahead = 1;
      while (ahead < TICKS && this.#due[(this.#tick + ahead) % TICKS] === null) ahead++;
      if (ahead === TICKS || (this.#tick + ahead) * TICK_MS > untilMs) return;
      this.#tick += ahead;
      const at = this.#tick % TICKS;
      const due = this.#due[at];
      this.#due[at] = null;
      for (const fn of due) fn();
      await macrotask();
    }
  }
}

/** By then all promise reactions have run. */
function macrotask() {
  return new Promise((resolve) => setImmediate(resolve));
}
