/** The one shape of query that is asked and understood. */
export function insightsQuery(like: string, { notLike = 'never written', limit = 1_000 } = {}): string {
  return [
    'fields @timestamp, @message, @logStream',
    `filter @message like /${like}/`,
    `filter @message not like /${notLike}/`,
    'sort @timestamp desc',
    `limit ${limit}`,
  ].join('\n| ');
}
