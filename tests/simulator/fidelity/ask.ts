import type { Built } from '../worlds.ts';
import { everything } from './account.ts';
import { type Endpoint, endpointOf } from './endpoint.ts';

/** The time that many minutes after the scenario's start. */
export function at(minutes: number, { world }: Built = everything()): Date {
  return new Date(world.start + minutes * 60_000);
}

/** Opens an endpoint, uses it at some minutes after the start, and closes it. */
export async function ask<T>(
  use: (endpoint: Endpoint, built: Built) => Promise<T>,
  { built = everything(), minutes = 90, maxAttempts = 1 } = {},
): Promise<T> {
  const endpoint = await endpointOf(built, { now: at(minutes, built).getTime(), maxAttempts });
  try {
    return await use(endpoint, built);
  } finally {
    await endpoint.close();
  }
}
