import { type Service, named } from './resource-type.ts';

export const stepFunctions: Service = {
  eventSource: 'states.amazonaws.com',
  health: 'STATES',
  clients: {
    names: ['SFN', 'StepFunctions'],
    calls: ['StartExecution', 'StartSyncExecution', 'SendTaskSuccess', 'SendTaskFailure'],
  },
  types: [
    {
      type: 'AWS::StepFunctions::StateMachine',
      noun: 'state machine',
      arn: {
        service: 'states',
        prefix: 'stateMachine:',
        id: /[\w-]{1,80}/,
        behind: /:[\w-]{1,80}/,
        whole: true,
      },
      namedBy: [named('AWS/States', 'StateMachineArn')],
    },
  ],
};
