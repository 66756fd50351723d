/**
 * Where names stand that AWS is asked by: an alarm of the name `jo@example.com`, a dimension with an emoji, an expression.
 * They are no text. By the names of their fields, without marks and in small letters, as events, AWS and servers write them.
 */
const FIELDS: ReadonlySet<string> = new Set([
  'name',
  'names',
  'alarm',
  'alarms',
  'alarmname',
  'alarmarn',
  'arn',
  'resources',
  'namespace',
  'metric',
  'metricname',
  'expression',
  'rule',
  'alarmrule',
  'notfound',
]);

/** Where every name and every value below is one. */
const TREES: ReadonlySet<string> = new Set(['dimensions', 'attributes', 'contributors']);

/** Where the names of the members are, and not what stands under them. */
const LABELLED: ReadonlySet<string> = new Set(['tags', 'alarmtags']);

/** A document of AWS as a text within a document. */
const DOCUMENTS: ReadonlySet<string> = new Set(['reasondata']);

export type Field = 'text' | 'identity' | 'identities' | 'labelled' | 'document';

/** What stands in the field of this name. */
export function fieldOf(name: string): Field {
  const plain = name.replace(/[_-]/g, '').toLowerCase();
  if (TREES.has(plain)) return 'identities';
  if (FIELDS.has(plain)) return 'identity';
  if (LABELLED.has(plain)) return 'labelled';
  return DOCUMENTS.has(plain) ? 'document' : 'text';
}
