import { type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Starter } from '../../core/ports.ts';

/** Starts executions of a deployed state machine. */
export function sfnWorkflow(client: SFNClient, stateMachineArn: string): Starter {
  return {
    async start(input, name) {
      const command = new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) });
      const { executionArn } = await client.send(command);
      return executionArn ?? '';
    },
  };
}
