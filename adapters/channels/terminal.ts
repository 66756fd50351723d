import type { Message, Publisher } from '../../core/ports.ts';
import { type Paint, renderTerminal } from '../../core/report/render/render-terminal.ts';

/** Prints what is delivered. */
export function terminalPublisher(
  write: (text: string) => void,
  paint: Paint,
  columns: number | undefined,
): Publisher {
  return {
    channel: 'terminal',
    async publish(message) {
      write(textOf(message, paint, columns ?? 100));
      return {};
    },
  };
}

function textOf(message: Message, paint: Paint, columns: number): string {
  switch (message.kind) {
    case 'report':
      return `${renderTerminal(message.report, paint, columns)}\n`;
    case 'resolved':
      return `${paint.good('✔')} ${message.text}\n`;
    case 'failure':
      return `${paint.bad('✖')} ${message.text}\n`;
  }
}
