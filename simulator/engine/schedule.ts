/** What is to happen, in order of time; what is added first comes first at the same time. */
export interface Schedule {
  at(t: number, run: (t: number) => void): void;
  /** Runs everything before `end`. */
  runUntil(end: number): void;
}

interface Entry {
  t: number;
  n: number;
  run: (t: number) => void;
}

/** A binary heap. */
export function schedule(): Schedule {
  const heap: Entry[] = [];
  let added = 0;
  const before = (a: Entry, b: Entry) => a.t < b.t || (a.t === b.t && a.n < b.n);

  function push(entry: Entry): void {
    let i = heap.push(entry) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !before(entry, above)) break;
      heap[i] = above;
      i = parent;
    }
    heap[i] = entry;
  }

  function pop(): Entry | undefined {
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      let below = heap[child];
      const right = heap[child + 1];
      if (below !== undefined && right !== undefined && before(right, below)) {
        below = right;
        child++;
      }
      if (below === undefined || !before(below, last)) break;
      heap[i] = below;
      i = child;
    }
    heap[i] = last;
    return first;
  }

  return {
    at: (t, run) => push({ t, n: added++, run }),
    runUntil(end) {
      for (let first = heap[0]; first !== undefined && first.t < end; first = heap[0]) {
        pop();
        first.run(first.t);
      }
    },
  };
}
