import { parseXml, type XmlElement } from '../simulator/fidelity/xml.ts';

/** Types of values by the path of keys to them: `Functions[].Timeout` -> `number`. */
export type Shapes = Map<string, Set<string>>;

/** Objects whose keys are data, not names. */
const MAPS = /(?:Variables|ContributorAttributes)$/;

/** The shape of a raw answer; numbers and times in XML are text. */
export function shapesOf(body: string): Shapes {
  const shapes: Shapes = new Map();
  note(shapes, '', body.trimStart().startsWith('<') ? fromXml(parseXml(body)) : JSON.parse(body || '{}'));
  return shapes;
}

function note(shapes: Shapes, path: string, value: unknown): void {
  const type = Array.isArray(value) ? 'list' : value === null ? 'null' : typeof value;
  if (path !== '') shapes.set(path, (shapes.get(path) ?? new Set()).add(type));
  if (Array.isArray(value)) {
    for (const item of value) note(shapes, `${path}[]`, item);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      note(shapes, `${path}${path && '.'}${MAPS.test(path) ? '*' : key}`, inner);
    }
  }
}

/** What is in the `...Result`; `<member>` elements are lists. */
function fromXml(element: XmlElement): unknown {
  const result = element.children.find(({ name }) => name.endsWith('Result'));
  if (result !== undefined) return fromXml(result);
  if (element.children.length === 0) return element.text.trim();
  if (element.children.every(({ name }) => name === 'member')) return element.children.map(fromXml);
  return Object.fromEntries(element.children.map((child) => [child.name, fromXml(child)]));
}
