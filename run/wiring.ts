import type { Json } from '../core/canonical.ts';
import type { Ports } from '../core/ports.ts';
import { analyzeEvidence } from '../functions/analyze-evidence.ts';
import { gatherEvidence } from '../functions/gather-evidence.ts';
import { openIncident } from '../functions/open-incident.ts';
import { publishReport } from '../functions/publish-report.ts';
import { resolveIncident } from '../functions/resolve-incident.ts';
import { summarizeVerdict } from '../functions/summarize-verdict.ts';
import type { TaskFunctions } from '../adapters/workflow/local-workflow.ts';

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
