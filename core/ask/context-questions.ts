import type { Json } from '../canonical.ts';
import type { Alarm, CaseConfig, Incident } from '../case.ts';
import { type Question, ask } from './ask.ts';

/** What an incident knows of itself, by the name that templates call it. */
const VALUES = {
  alarm: ([alarm]: readonly Alarm[]) => alarm?.name,
  account: ([alarm]: readonly Alarm[]) => alarm?.account,
  region: ([alarm]: readonly Alarm[]) => alarm?.region,
  namespace: ([alarm]: readonly Alarm[]) => alarm?.metrics[0]?.namespace,
  metric: ([alarm]: readonly Alarm[]) => alarm?.metrics[0]?.name,
  resource: (_alarms: readonly Alarm[], { targets }: Incident) => targets[0]?.id,
  resourceType: (_alarms: readonly Alarm[], { targets }: Incident) => targets[0]?.type,
  from: (_alarms: readonly Alarm[], { window }: Incident) => window.from,
  to: (_alarms: readonly Alarm[], { window }: Incident) => window.to,
};
type Placeholder = keyof typeof VALUES;

export const PLACEHOLDERS: readonly string[] = Object.keys(VALUES);

export function isPlaceholder(name: string): name is Placeholder {
  return Object.hasOwn(VALUES, name);
}

const PLACEHOLDER = /\{\{([^{}]*)\}\}/g;

/** The names between double braces, in any text of a template. */
export function placeholdersOf(template: Json): string[] {
  return [...JSON.stringify(template).matchAll(PLACEHOLDER)].map(([, name = '']) => name.trim());
}

/**
 * What the configuration asks of other servers, with the incident's names filled in. A question that needs what this
 * incident does not know is not asked.
 */
export function contextQuestions(
  incident: Incident,
  { servers }: CaseConfig,
): (Question & { server: string })[] {
  const valueOf = (name: string) =>
    isPlaceholder(name) ? VALUES[name](incident.alarms, incident) : undefined;
  return servers.flatMap(({ name: server, questions = [] }) =>
    questions
      .filter(({ arguments: template }) =>
        placeholdersOf(template).every((name) => valueOf(name) !== undefined),
      )
      .map(({ title, tool, arguments: template, read }) => ({
        ...ask('context.read', {
          server,
          title,
          tool,
          arguments: filled(template, (name) => valueOf(name) ?? ''),
          read,
        }),
        server,
      })),
  );
}

function filled<T extends Json>(template: T, valueOf: (name: string) => string): T;
function filled(template: Json, valueOf: (name: string) => string): Json {
  if (typeof template === 'string') {
    return template.replace(PLACEHOLDER, (_whole, name: string) => valueOf(name.trim()));
  }
  if (Array.isArray(template)) return template.map((one) => filled(one, valueOf));
  if (typeof template !== 'object' || template === null) return template;
  return Object.fromEntries(Object.entries(template).map(([key, one]) => [key, filled(one, valueOf)]));
}
