/** Tags in the order of the record; what is undefined is left out. */
export function xml(tags: Record<string, string | undefined>): string {
  return Object.entries(tags)
    .map(([name, value]) => (value === undefined ? '' : `<${name}>${value}</${name}>`))
    .join('');
}

/** One of a list. */
export function member(tags: Record<string, string | undefined>): string {
  return `<member>${xml(tags)}</member>`;
}

/** What CloudFormation answers an operation. */
export function answer(operation: string, body: string): string {
  return `<${operation}Response xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><${operation}Result>${body}</${operation}Result></${operation}Response>`;
}

export function stackId(name: string): string {
  return `arn:aws:cloudformation:eu-west-1:111122223333:stack/${name}/0a1b`;
}
