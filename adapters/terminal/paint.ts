import { styleText } from 'node:util';
import type { Paint } from '../../core/report/render/render-terminal.ts';

/** Colours for a stream; none if it is no terminal, or NO_COLOR is set. */
export function paintFor(stream: NodeJS.WriteStream): Paint {
  const style = (format: Parameters<typeof styleText>[0]) => (text: string) =>
    styleText(format, text, { stream, validateStream: true });
  return { strong: style('bold'), good: style('green'), bad: style('red'), quiet: style('dim') };
}
