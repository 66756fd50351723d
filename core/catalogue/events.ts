import { type Service, named } from './resource-type.ts';

export const events: Service = {
  eventSource: 'events.amazonaws.com',
  health: 'EVENTS',
  clients: { names: ['EventBridge', 'CloudWatchEvents'], calls: ['PutEvents'] },
  types: [
    {
      type: 'AWS::Events::Rule',
      noun: 'rule',
      // `rule/<bus>/<name>` on a bus of one's own; metrics know the name alone.
      arn: { service: 'events', prefix: 'rule/', before: /[\w./-]{1,256}\//, id: /[\w.-]{1,64}/ },
      namedBy: [named('AWS/Events', 'RuleName')],
    },
    {
      type: 'AWS::Events::EventBus',
      noun: 'event bus',
      arn: { service: 'events', prefix: 'event-bus/', id: /[\w./-]{1,256}/ },
    },
  ],
};
