import type { Service } from '../answer.ts';
import { invokeAgent, invokeInlineAgent } from '../bedrock/agents.ts';
import { converse } from '../bedrock/converse.ts';
import { retrieve } from '../bedrock/retrieve.ts';

/** Models, agents and knowledge bases. AWS has two endpoints for them; their paths differ. */
export const bedrock: Service = {
  name: 'bedrock',
  protocol: 'rest',
  operations: {
    Converse: converse,
    InvokeAgent: invokeAgent,
    InvokeInlineAgent: invokeInlineAgent,
    Retrieve: retrieve,
  },
  routes: [
    { method: 'POST', path: /^\/model\/(?<modelId>[^/]+)\/converse$/, operation: 'Converse' },
    {
      method: 'POST',
      path: /^\/agents\/(?<agentId>[^/]+)\/agentAliases\/(?<agentAliasId>[^/]+)\/sessions\/(?<sessionId>[^/]+)\/text$/,
      operation: 'InvokeAgent',
    },
    { method: 'POST', path: /^\/agents\/(?<sessionId>[^/]+)$/, operation: 'InvokeInlineAgent' },
    {
      method: 'POST',
      path: /^\/knowledgebases\/(?<knowledgeBaseId>[^/]+)\/retrieve$/,
      operation: 'Retrieve',
    },
  ],
};
