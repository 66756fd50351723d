import type { Scenario } from '../language/scenario.ts';
import { logicalIdOf, mappingId, physicalIdOf, queueUrl } from '../names.ts';
import { random } from '../random.ts';

export interface StackMember {
  stack: string;
  /** What the scenario calls it. */
  name: string;
  logicalId: string;
  physicalId: string;
  type: string;
}

interface InStack {
  stack?: string | undefined;
  logicalId?: string | undefined;
}

/** Everything that stacks made. A mapping goes by the name of its source. */
export function stackMembers(scenario: Scenario): StackMember[] {
  const members: StackMember[] = [];
  const add = ({ stack, logicalId }: InStack, name: string, type: string, physicalId = name) => {
    if (stack === undefined) return;
    members.push({ stack, name, logicalId: logicalId ?? logicalIdOf(name), physicalId, type });
  };
  const addMapping = ({ stack, consumer }: InStack & { consumer?: string | undefined }, source: string) => {
    if (consumer === undefined) return;
    const logicalId = `${logicalIdOf(source)}Mapping`;
    add({ stack, logicalId }, source, 'AWS::Lambda::EventSourceMapping', mappingId(scenario, source));
  };
  for (const [name, definition] of Object.entries(scenario.functions)) {
    const { stack, logicalId = logicalIdOf(name), role = `${name}-role` } = definition;
    add(definition, name, 'AWS::Lambda::Function');
    add({ stack, logicalId: `${logicalId}Role` }, role, 'AWS::IAM::Role');
  }
  for (const [name, table] of Object.entries(scenario.tables)) add(table, name, 'AWS::DynamoDB::Table');
  for (const [name, queue] of Object.entries(scenario.queues)) {
    add(queue, name, 'AWS::SQS::Queue', queueUrl(scenario, name));
    addMapping(queue, name);
  }
  for (const [name, stream] of Object.entries(scenario.streams)) {
    add(stream, name, 'AWS::Kinesis::Stream');
    addMapping(stream, name);
  }
  for (const [name, api] of Object.entries(scenario.apis)) {
    add(api, name, 'AWS::ApiGateway::RestApi', random(scenario.seed, name, 'api').hex(10));
  }
  for (const [id, resource] of Object.entries(scenario.resources)) {
    add(resource, id, resource.type, physicalIdOf(scenario, resource.type, id));
  }
  for (const { name, stack } of scenario.alarms) {
    add({ stack, logicalId: `${logicalIdOf(name)}Alarm` }, name, 'AWS::CloudWatch::Alarm');
  }
  return members;
}
