import { neutralize } from '../../neutralize.ts';
import type { Report } from '../report.ts';
import { askedOf, confidenceOf, markOf, sectionsOf, wordedBy } from './sections.ts';

/** How a terminal shows kinds of text; the identity if it can't. */
export interface Paint {
  strong: (text: string) => string;
  good: (text: string) => string;
  bad: (text: string) => string;
  quiet: (text: string) => string;
}

/** The report for a terminal of `width` columns. */
export function renderTerminal(report: Report, paint: Paint, width: number): string {
  const { alarm, headline, cause } = report;
  const room = Math.max(40, Math.min(width, 110));
  const out = [
    paint.quiet('─'.repeat(room)),
    `${paint.strong(neutralize(alarm.name))}  ${paint.quiet(`${neutralize(alarm.region)} · ${alarm.at.replace('T', ' ').slice(0, 19)} UTC · report ${report.k}`)}`,
  ];
  if (report.k > 1) out.push(paint.quiet('Update: late evidence changed the verdict.'));
  const note = markOf(report);
  if (note !== undefined) out.push(paint.bad(neutralize(note)));
  const mark = cause ? paint.bad('▶') : paint.good('◇');
  out.push(
    '',
    ...wrap(headline.text, room - 2).map((line, i) => `${i === 0 ? mark : ' '} ${paint.strong(line)}`),
  );
  out.push(`  ${confidenceOf(report)}${paint.quiet(cites(headline.cites))}`);

  for (const section of sectionsOf(report)) {
    out.push('', paint.strong(section.title));
    for (const { text, cites: ids, command, time } of section.lines) {
      const label = time === undefined ? '  · ' : `  ${time}  `;
      const cited = cites(ids);
      const lines = wrap(`${text}${cited}`, room - label.length);
      lines.forEach((line, i) => {
        const lead = i === 0 ? label : ' '.repeat(label.length);
        const shown =
          line.endsWith(cited) && cited !== '' && i === lines.length - 1
            ? `${line.slice(0, -cited.length)}${paint.quiet(cited)}`
            : line;
        out.push(`${lead}${shown}`);
      });
      if (command !== undefined) out.push(`    ${paint.good(`$ ${neutralize(command)}`)}`);
    }
  }
  out.push('', paint.strong('Findings'));
  for (const { id, text, evidence } of report.findings) {
    out.push(...indented(`  ${neutralize(id).padEnd(4)}`, `${text}${cites(evidence)}`, room));
  }
  out.push('', paint.strong('Evidence'));
  for (const { id, text, calls } of report.evidence) {
    out.push(...indented(`  ${neutralize(id).padEnd(4)}`, `${text}${cites(calls)}`, room).map(paint.quiet));
  }
  out.push(
    '',
    ...wrap(`Asked: ${askedOf(report)}. Worded by: ${wordedBy(report)}.`, room).map(paint.quiet),
    '',
  );
  return out.join('\n');
}

function indented(lead: string, text: string, width: number): string[] {
  return wrap(text, width - lead.length).map(
    (line, i) => `${i === 0 ? lead : ' '.repeat(lead.length)}${line}`,
  );
}

function cites(ids: readonly string[]): string {
  return ids.length === 0 ? '' : ` [${neutralize(ids.join(' '))}]`;
}

/** Breaks at spaces; a word that is longer than a line stands alone. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  // A stored report may come from anywhere: nothing in it may steer the terminal.
  for (const word of neutralize(text).replace(/\s+/g, ' ').split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
