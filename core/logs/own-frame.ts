/** How each language writes a frame of a trace: group 1 is what is told. */
const FRAMES: readonly RegExp[] = [
  // Node: `at priceOf (/var/task/src/price.js:27:34)`
  /\bat ((?:(?:async |new )?[\w$.<>]{1,80} \()?(?:file:\/\/)?\/[\w./@+-]{1,200}\.[cm]?[jt]sx?:\d{1,7}:\d{1,7}\)?)/g,
  // Python: `File "/var/task/app.py", line 14, in handler`
  /File "((?:\/[\w./@+-]{1,200})\.py", line \d{1,7}, in [\w<>]{1,80})/g,
  // Java: `at com.example.Orders.load(Orders.java:44)`
  /\bat ((?:[\w$]{1,80}\.){1,12}[\w$<>]{1,80}\([\w$]{1,80}\.(?:java|kt|scala):\d{1,7}\))/g,
  // .NET: `at Pricing.Basket.Cheapest() in /src/Basket.cs:line 71`
  /\bat ((?:[\w`<>]{1,80}\.){1,12}[\w`<>.]{1,80}\([^)\n]{0,120}\) in \/?[\w./\\:-]{1,200}:line \d{1,7})/g,
  // Go: `/src/cmd/intake/store.go:74`
  /\n?\t(\/[\w./@+-]{1,200}\.go:\d{1,7})/g,
  // Ruby: `/var/task/lib/invoice.rb:27:in `total'`
  /(\/[\w./@+-]{1,200}\.rb:\d{1,7}(?::in [`'][\w<>?!]{1,60}')?)/g,
  // Rust: `panicked at src/main.rs:14:5`
  /\bat ([\w./-]{1,200}\.rs:\d{1,7}:\d{1,7})/g,
];

/** Frames of runtimes and of libraries. */
const FOREIGN =
  /node_modules|node:|\/var\/runtime\/|\/var\/lang\/|\/opt\/|site-packages|dist-packages|\/usr\/|\/root\/\.cargo|\/rustc\/|\/go\/pkg\/|\/usr\/local\/go|\/gems\/|^(?:java|javax|jdk|sun|kotlin|scala|org\.apache|org\.springframework|org\.postgresql|org\.hibernate|org\.slf4j|com\.amazonaws|com\.mysql|com\.zaxxer|com\.fasterxml|com\.mongodb|io\.grpc|io\.netty|io\.lettuce|software\.amazon|okhttp3|reactor|System|Microsoft|Amazon|Npgsql)\.|java\.base\//;

/**
 * The first frame of a trace that is the user's own code, in any language. Python prints the last call last, so there it is
 * the last one. Names and paths only: a log line may not put sentences here.
 */
export function ownFrame(text: string): string | undefined {
  for (const [i, form] of FRAMES.entries()) {
    const own = [...text.matchAll(form)]
      .map(([, frame = '']) => frame)
      .filter((frame) => !FOREIGN.test(frame));
    const frame = i === PYTHON ? own.at(-1) : own[0];
    if (frame !== undefined) return i === PYTHON ? frame.replace('"', '') : frame;
  }
  return undefined;
}

const PYTHON = 1;
