import * as z from 'zod';
import { capabilities } from '../../../core/evidence/capabilities.ts';
import { type Bind, once } from '../reader.ts';

export const documentsRetrieve: Bind = once(
  capabilities['documents.retrieve'].args,
  ({ query }) => ({ tool: 'retrieve_documents', args: { query } }),
  z.looseObject({ passages: z.array(z.unknown()) }),
);
