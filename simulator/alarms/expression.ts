/** Values of each metric of an expression in one bucket; absent = no datapoint. */
export type Values = Readonly<Record<string, number | undefined>>;
type Evaluate = (values: Values) => number | undefined;

class ExpressionProblem extends Error {}

/**
 * Metric math as far as alarms commonly use it: numbers, ids, `+ - * /`, comparisons, parentheses, `FILL(id, n)`,
 * `IF(a, b, c)`, and `SUM AVG MIN MAX` over `METRICS()` or `[m1, m2]`. Undefined where AWS would give no datapoint.
 */
export function compile(
  expression: string,
  ids: readonly string[],
): { evaluate: Evaluate } | { problem: string } {
  const tokens = expression.match(/\d+(?:\.\d+)?|[A-Za-z_]\w*|>=|<=|==|!=|[-+*/()[\],<>]|\S/g) ?? [];
  let at = 0;
  const next = () => tokens[at++];
  const expect = (wanted: string) => {
    const got = next();
    if (got !== wanted)
      throw new ExpressionProblem(`"${wanted}" is missing${got === undefined ? '' : ` before "${got}"`}`);
  };

  const comparison = (): Evaluate => {
    const left = sum();
    const operator = tokens[at] ?? '';
    const compare = COMPARE.get(operator);
    if (compare === undefined) return left;
    at++;
    const right = sum();
    return both(left, right, (a, b) => (compare(a, b) ? 1 : 0));
  };
  const sum = (): Evaluate => {
    let left = product();
    while (tokens[at] === '+' || tokens[at] === '-') {
      const sign = next() === '+' ? 1 : -1;
      left = both(left, product(), (a, b) => a + sign * b);
    }
    return left;
  };
  const product = (): Evaluate => {
    let left = unary();
    while (tokens[at] === '*' || tokens[at] === '/') {
      // A division by zero gives no datapoint.
      const divide = next() === '/';
      left = both(left, unary(), (a, b) => (divide ? (b === 0 ? undefined : a / b) : a * b));
    }
    return left;
  };
  const unary = (): Evaluate => {
    const token = next();
    if (token === undefined) throw new ExpressionProblem('it ends too early');
    if (token === '-') {
      const of = unary();
      return (values) => negated(of(values));
    }
    if (token === '(') {
      const inner = comparison();
      expect(')');
      return inner;
    }
    if (/^\d/.test(token)) return () => Number(token);
    if (tokens[at] === '(') return call(token);
    if (!ids.includes(token)) throw new ExpressionProblem(`there is no metric ${token}`);
    return ({ [token]: value }) => value;
  };
  const call = (name: string): Evaluate => {
    expect('(');
    switch (name) {
      case 'FILL': {
        const of = comparison();
        expect(',');
        const fill = comparison();
        expect(')');
        return (values) => of(values) ?? fill(values);
      }
      case 'IF': {
        const condition = comparison();
        expect(',');
        const yes = comparison();
        expect(',');
        const no = comparison();
        expect(')');
        return (values) => {
          const met = condition(values);
          return met === undefined ? undefined : met === 0 ? no(values) : yes(values);
        };
      }
      case 'SUM':
      case 'AVG':
      case 'MIN':
      case 'MAX': {
        const of = list();
        expect(')');
        return (values) => {
          const present = of.map((item) => item(values)).filter((value) => value !== undefined);
          return present.length === 0 ? undefined : AGGREGATE[name](present);
        };
      }
      default:
        throw new ExpressionProblem(`the function ${name} is not simulated`);
    }
  };
  const list = (): Evaluate[] => {
    if (tokens[at] === 'METRICS') {
      at++;
      expect('(');
      expect(')');
      return ids.map(
        (id) =>
          ({ [id]: value }) =>
            value,
      );
    }
    expect('[');
    const items = [comparison()];
    while (tokens[at] === ',') {
      at++;
      items.push(comparison());
    }
    expect(']');
    return items;
  };

  try {
    const evaluate = comparison();
    if (at < tokens.length) throw new ExpressionProblem(`"${tokens[at]}" is not expected`);
    return { evaluate };
  } catch (error) {
    if (error instanceof ExpressionProblem)
      return { problem: `the expression is not understood: ${error.message}` };
    throw error;
  }
}

const COMPARE = new Map<string, (a: number, b: number) => boolean>([
  ['>', (a, b) => a > b],
  ['<', (a, b) => a < b],
  ['>=', (a, b) => a >= b],
  ['<=', (a, b) => a <= b],
  ['==', (a, b) => a === b],
  ['!=', (a, b) => a !== b],
]);

const total = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
const AGGREGATE = {
  SUM: total,
  AVG: (values: readonly number[]) => total(values) / values.length,
  MIN: (values: readonly number[]) => Math.min(...values),
  MAX: (values: readonly number[]) => Math.max(...values),
};

function negated(value: number | undefined): number | undefined {
  return value === undefined ? undefined : -value;
}

function both(
  left: Evaluate,
  right: Evaluate,
  combine: (a: number, b: number) => number | undefined,
): Evaluate {
  return (values) => {
    const a = left(values);
    const b = right(values);
    return a === undefined || b === undefined ? undefined : combine(a, b);
  };
}
