import { TEMPLATE } from '../../core/report/wording/template.ts';
import type { Model } from '../config/model-settings.ts';

/** How records call whoever the configuration says words verdicts. */
export function writerName(model: Model): string {
  switch (model.use) {
    case 'none':
      return TEMPLATE;
    case 'converse':
      return `bedrock ${model.id}`;
    case 'inline-agent':
      return `bedrock inline agent on ${model.id}`;
    case 'agent':
      return `bedrock agent ${model.agentId}`;
  }
}
