import * as z from 'zod';
import { AwsFault, type Service, parse } from '../answer.ts';
import { queueUrl } from '../names.ts';

const Input = z.looseObject({ QueueName: z.string() });

export const sqs: Service = {
  name: 'sqs',
  protocol: 'json',
  target: 'AmazonSQS',
  operations: {
    GetQueueUrl({ world }, { input }) {
      const { QueueName } = parse(Input, input);
      if (Object.hasOwn(world.scenario.queues, QueueName)) {
        return { QueueUrl: queueUrl(world.scenario, QueueName) };
      }
      const message = 'The specified queue does not exist.';
      throw new AwsFault('QueueDoesNotExist', message);
    },
  },
};
