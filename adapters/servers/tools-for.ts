import type { CaseEvent } from '../../core/case.ts';
import { loadRecording } from '../../core/evidence/recording.ts';
import type { CaseStore, Ports, ToolCaller } from '../../core/ports.ts';
import { recordedTools } from './recorded-tools.ts';

/** Live tools, unless the case is a replay that may use its origin's recording. */
export function toolsFor(store: CaseStore, live: ToolCaller): Ports['toolsFor'] {
  const opened = new Map<string, Promise<ToolCaller>>();
  return async ({ caseId, replay }: CaseEvent) => {
    if (replay?.tools !== 'mixed') return live;
    const { origin } = replay;
    const tools = opened.get(caseId) ?? loadRecording(store, origin).then((r) => recordedTools(r, live));
    opened.set(caseId, tools);
    return tools;
  };
}
