import { neutralize } from '../../neutralize.ts';
import type { Report } from '../report.ts';
import { askedOf, confidenceOf, markOf, sectionsOf, wordedBy } from './sections.ts';

/** The report as Markdown. Text from AWS is escaped: it can't make links, headings or code. */
export function renderMarkdown(report: Report): string {
  const { alarm, headline, k, caseId } = report;
  const mark = markOf(report);
  const out = [
    `# ${escapeMarkdown(alarm.name)}: ${report.cause ? escapeMarkdown(`${report.cause.kind} of ${report.cause.resource}`) : 'no cause named'}`,
    '',
    `**${escapeMarkdown(headline.text)}** ${cites(headline.cites)}`,
    '',
    `Alarm at ${alarm.at} in ${escapeMarkdown(alarm.region)} (account ${escapeMarkdown(alarm.account)}); ${confidenceOf(report)}; report ${k} of case \`${caseId}\`.`,
    ...(mark === undefined ? [] : [escapeMarkdown(mark)]),
  ];
  for (const section of sectionsOf(report)) {
    out.push('', `## ${section.title}`, '');
    for (const { text, cites: ids, command, time } of section.lines) {
      out.push(`- ${time === undefined ? '' : `${time} `}${escapeMarkdown(text)} ${cites(ids)}`.trimEnd());
      // Nothing that ends the fence stands in it.
      if (command !== undefined && !/[\n`]/.test(command))
        out.push('', '  ```sh', `  ${neutralize(command)}`, '  ```', '');
    }
  }
  out.push('', '## Findings', '');
  for (const { id, text, evidence } of report.findings) {
    out.push(`- **${id}** ${escapeMarkdown(text)} ${cites(evidence)}`.trimEnd());
  }
  out.push('', '## Evidence', '');
  for (const { id, text, calls } of report.evidence) {
    out.push(`- **${id}** ${escapeMarkdown(text)} ${cites(calls)}`.trimEnd());
  }
  out.push('', `Asked: ${askedOf(report)}. Worded by: ${escapeMarkdown(wordedBy(report))}.`, '');
  return out.join('\n');
}

function cites(ids: readonly string[]): string {
  return ids.length === 0 ? '' : `[${ids.join(', ')}]`;
}

function escapeMarkdown(text: string): string {
  return neutralize(text)
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_[\]<>|#!~]/g, '\\$&')
    .replace(/:\/\//g, '\\://')
    .replace(/www\./gi, (www) => `${www.slice(0, -1)}\\.`);
}
