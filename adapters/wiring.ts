import type { Json } from '../core/canonical.ts';
import type { CaseEvent } from '../core/case.ts';
import type { CaseStore, Ports, ToolCaller } from '../core/ports.ts';
import { loadRecording } from '../core/evidence/recording.ts';
import { analyzeEvidence } from '../functions/analyze-evidence.ts';
import { gatherEvidence } from '../functions/gather-evidence.ts';
import { openIncident } from '../functions/open-incident.ts';
import { publishReport } from '../functions/publish-report.ts';
import { resolveIncident } from '../functions/resolve-incident.ts';
import { summarizeVerdict } from '../functions/summarize-verdict.ts';
import type { TaskFunctions } from './local-workflow.ts';
import { recordedTools } from './recorded-tools.ts';

/** The Task states' functions, given what they need. */
export function taskFunctions(ports: Ports): TaskFunctions {
  const all: Record<string, (payload: unknown, ports: Ports) => Promise<Json>> = {
    OpenIncident: openIncident,
    AnalyzeEvidence: analyzeEvidence,
    GatherEvidence: gatherEvidence,
    SummarizeVerdict: summarizeVerdict,
    PublishReport: publishReport,
    ResolveIncident: resolveIncident,
  };
  return Object.fromEntries(
    Object.entries(all).map(([state, run]) => [state, (payload: unknown) => run(payload, ports)]),
  );
}

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
