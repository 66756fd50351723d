/** Every agent, alias and knowledge base of a well-formed id exists, so that a user's own configuration can be played. */
export function isId(id: string): boolean {
  return /^[0-9a-zA-Z]{10}$/.test(id);
}
