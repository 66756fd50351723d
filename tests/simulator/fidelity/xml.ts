export interface XmlElement {
  name: string;
  children: XmlElement[];
  text: string;
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Elements and text, which is all that the Query protocol uses. @throws Error for text that is no XML */
export function parseXml(text: string): XmlElement {
  const document: XmlElement = { name: '', children: [], text: '' };
  const open = [document];
  const token = /<(\/?)([A-Za-z][\w.-]*)(?:\s+[\w:]+="[^"<]*")*\s*(\/?)>|([^<>]+)/y;
  token.lastIndex = /^<\?xml[^>]*\?>\s*/.exec(text)?.[0].length ?? 0;
  while (token.lastIndex < text.length) {
    const at = token.lastIndex;
    const match = token.exec(text);
    const current = open.at(-1);
    if (match === null || current === undefined) throw new Error(`no XML: ${text.slice(at, at + 60)}`);
    const [, closing, name = '', empty, words] = match;
    if (words !== undefined) current.text += words.replace(/&(\w*);?/g, (_, key: string) => entity(key));
    else if (closing === '/') {
      if (open.pop()?.name !== name) throw new Error(`${name} is not open`);
    } else {
      const element = { name, children: [], text: '' };
      current.children.push(element);
      if (empty !== '/') open.push(element);
    }
  }
  const [root] = document.children;
  if (open.length !== 1 || root === undefined) throw new Error('elements stay open');
  return root;
}

function entity(name: string): string {
  const character = ENTITIES[name];
  if (character === undefined) throw new Error(`no entity: &${name}`);
  return character;
}
