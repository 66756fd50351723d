/** The Query protocol's answer: `<XResponse><XResult>...</XResult></XResponse>`, lists as `<member>`. */
export function toXml(
  operation: string,
  result: unknown,
  requestId: string,
  root = `${operation}Response`,
): string {
  const namespace = 'xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"';
  if (root === 'ErrorResponse') return `<${root} ${namespace}>${element(result)}</${root}>`;
  return `<${root} ${namespace}><${operation}Result>${element(result)}</${operation}Result><ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${root}>`;
}

function element(value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => `<member>${element(item)}</member>`).join('');
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .map(([key, inner]) => `<${key}>${element(inner)}</${key}>`)
      .join('');
  }
  return String(value).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
