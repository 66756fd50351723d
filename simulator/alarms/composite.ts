type Node =
  | { kind: 'state'; state: string; alarm: string }
  | { kind: 'not'; of: Node }
  | { kind: 'and' | 'or'; left: Node; right: Node }
  | { kind: 'constant'; value: boolean };

/** A state of an alarm, a word, or a parenthesis. A name in quotes may have parentheses and spaces. */
const TOKEN =
  /\b(?:ALARM|OK|INSUFFICIENT_DATA)\(\s*(?:"[^"]*"|[^)"]*)\s*\)|\b(?:AND|OR|NOT|TRUE|FALSE)\b|[()]/g;

/** Names of the alarms in a rule, in order, each once. */
export function childrenOf(rule: string): string[] {
  const names: string[] = [];
  for (const [, quoted, bare] of rule.matchAll(
    /\b(?:ALARM|OK|INSUFFICIENT_DATA)\(\s*(?:"([^"]*)"|([^)"]*))\s*\)/g,
  )) {
    const name = (quoted ?? bare ?? '').trim().replace(/^arn:aws[\w-]*:cloudwatch:[^:]*:\d+:alarm:/, '');
    if (name !== '' && !names.includes(name)) names.push(name);
  }
  return names;
}

/** Does the rule hold, given the children's states? AND binds closer than OR. */
export function ruleHolds(rule: string, stateOf: (alarm: string) => string): boolean {
  const tokens = rule.match(TOKEN) ?? [];
  let at = 0;
  const or = (): Node => {
    let left = and();
    while (tokens[at] === 'OR') {
      at++;
      left = { kind: 'or', left, right: and() };
    }
    return left;
  };
  const and = (): Node => {
    let left = unary();
    while (tokens[at] === 'AND') {
      at++;
      left = { kind: 'and', left, right: unary() };
    }
    return left;
  };
  const unary = (): Node => {
    const token = tokens[at++] ?? 'FALSE';
    if (token === 'NOT') return { kind: 'not', of: unary() };
    if (token === '(') {
      const inner = or();
      at++;
      return inner;
    }
    const state = /^(ALARM|OK|INSUFFICIENT_DATA)\(/.exec(token)?.[1];
    if (state === undefined) return { kind: 'constant', value: token === 'TRUE' };
    return { kind: 'state', state, alarm: childrenOf(token)[0] ?? '' };
  };
  const holds = (node: Node): boolean => {
    switch (node.kind) {
      case 'constant':
        return node.value;
      case 'not':
        return !holds(node.of);
      case 'and':
        return holds(node.left) && holds(node.right);
      case 'or':
        return holds(node.left) || holds(node.right);
      case 'state':
        return stateOf(node.alarm) === node.state;
    }
  };
  return holds(or());
}
