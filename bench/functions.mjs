// The three functions that `bench executor` runs, each doubling its argument; and for each what an emitted adapter
// would hold: a class that reads the row's argument and calls it. Written out, because code that is shared between
// functions is slower than code of their own.

const double = (x) => x * 2;
const doubleWith = (x, _context) => x * 2;
const doubleReading = (x, context) => (context.signal.aborted ? Number.NaN : x * 2);

const resolved = async (x) => x * 2;
const resolvedWith = async (x, _context) => x * 2;
const resolvedReading = async (x, context) => (context.signal.aborted ? Number.NaN : x * 2);

/** Calls that are open, until the macrotask in which all of them are answered. */
const open = { values: [], resolvers: [] };

function answer() {
  const { values, resolvers } = open;
  open.values = [];
  open.resolvers = [];
  const mask = 2 ** Math.ceil(Math.log2(resolvers.length)) - 1;
  // A linear congruence of full period visits each number up to the mask once, in an order that looks random.
  let at = 0;
  for (let i = 0; i <= mask; i++) {
    at = (Math.imul(at, 1_664_525) + 1_013_904_223) & mask;
    if (at < resolvers.length) resolvers[at](values[at] * 2);
  }
}

function ask(x) {
  return new Promise((resolve) => {
    if (open.resolvers.length === 0) setImmediate(answer);
    open.values.push(x);
    open.resolvers.push(resolve);
  });
}
const askWith = (x, _context) => ask(x);
const askReading = (x, context) => (context.signal.aborted ? Promise.reject(context.signal.reason) : ask(x));

class Rows {
  values;

  constructor(values) {
    this.values = values;
  }
}

export const functions = {
  'sync-returning': {
    call: double,
    plain: class extends Rows {
      call(row) {
        return double(this.values[row]);
      }
    },
    withContext: class extends Rows {
      call(row, context) {
        return doubleWith(this.values[row], context);
      }
    },
    readingSignal: class extends Rows {
      call(row, context) {
        return doubleReading(this.values[row], context);
      }
    },
  },
  'already-resolved': {
    call: resolved,
    plain: class extends Rows {
      call(row) {
        return resolved(this.values[row]);
      }
    },
    withContext: class extends Rows {
      call(row, context) {
        return resolvedWith(this.values[row], context);
      }
    },
    readingSignal: class extends Rows {
      call(row, context) {
        return resolvedReading(this.values[row], context);
      }
    },
  },
  'I/O-like': {
    call: ask,
    plain: class extends Rows {
      call(row) {
        return ask(this.values[row]);
      }
    },
    withContext: class extends Rows {
      call(row, context) {
        return askWith(this.values[row], context);
      }
    },
    readingSignal: class extends Rows {
      call(row, context) {
        return askReading(this.values[row], context);
      }
    },
  },
};

/** Every class there is, for a worker that serves more than one function. */
export const allRows = Object.values(functions).flatMap((f) => [f.plain, f.withContext, f.readingSignal]);
