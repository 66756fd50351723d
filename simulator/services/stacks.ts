import * as z from 'zod';
import { AwsFault, type Service, parse } from '../answer.ts';
import { stackId } from '../names.ts';

const Input = z.looseObject({ StackName: z.string().optional() });

/** Stacks as a person looks at them; what evidence is read from is in cloudformation.ts. */
export const stacks: Service = {
  name: 'cloudformation',
  protocol: 'query',
  operations: {
    DescribeStacks({ world }, { input }) {
      const { StackName } = parse(Input, input, 'ValidationError');
      const names = [...new Set(world.stackEvents.map(({ stack }) => stack))];
      const told = StackName === undefined ? names : names.filter((name) => name === StackName);
      if (StackName !== undefined && told.length === 0) {
        throw new AwsFault('ValidationError', `Stack with id ${StackName} does not exist`);
      }
      return {
        Stacks: told.map((name) => ({
          StackName: name,
          StackId: stackId(world.scenario, name),
          StackStatus: 'UPDATE_COMPLETE',
          CreationTime: new Date(world.start).toISOString(),
        })),
      };
    },
  },
};
