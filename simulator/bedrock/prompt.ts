import * as z from 'zod';

const Statement = z.object({ id: z.string(), text: z.string() });
export type Statement = z.infer<typeof Statement>;

const Prompt = z.object({
  statements: z.array(Statement),
  claim: z.object({ text: z.string(), findings: z.array(z.string()) }).nullable(),
});
/** What a summary is asked for: the JSON document that stands somewhere in the user's message. */
export type Prompt = z.infer<typeof Prompt>;

/** Undefined if there is no such document in the text. */
export function promptIn(text: string): Prompt | undefined {
  for (const { index } of text.matchAll(/\{\s*"(?:statements|claim)"\s*:/g)) {
    // Words may come behind the document, and braces in them.
    for (let end = text.lastIndexOf('}'); end > index; end = text.lastIndexOf('}', end - 1)) {
      const parsed = Prompt.safeParse(jsonOr(text.slice(index, end + 1)));
      if (parsed.success) return parsed.data;
    }
  }
  return undefined;
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
